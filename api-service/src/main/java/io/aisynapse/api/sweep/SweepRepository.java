package io.aisynapse.api.sweep;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads sweeps. */
interface SweepRepository extends Repository<Sweep, UUID> {
    Optional<Sweep> findByTenantIdAndId(UUID tenantId, UUID id);

    List<Sweep> findByTenantIdAndIdLessThanOrderByIdDesc(UUID tenantId, UUID before, Limit limit);
}
