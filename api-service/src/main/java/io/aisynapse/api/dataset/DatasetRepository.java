package io.aisynapse.api.dataset;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads datasets, always by tenant. */
interface DatasetRepository extends Repository<Dataset, UUID> {
    Optional<Dataset> findByTenantIdAndIdAndDeletedAtIsNull(UUID tenantId, UUID id);

    List<Dataset> findByTenantIdAndDeletedAtIsNullAndIdLessThanOrderByIdDesc(UUID tenantId, UUID before, Limit limit);
}
