package io.aisynapse.api.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads jobs, for users always by tenant. */
interface JobRepository extends Repository<Job, UUID> {
    Optional<Job> findById(UUID id);

    Optional<Job> findByTenantIdAndId(UUID tenantId, UUID id);

    List<Job> findByTenantIdAndIdLessThanOrderByIdDesc(UUID tenantId, UUID before, Limit limit);
}
