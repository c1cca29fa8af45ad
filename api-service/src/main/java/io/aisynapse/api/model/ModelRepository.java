package io.aisynapse.api.model;

import io.aisynapse.protocol.state.ModelState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads models, always by tenant. */
interface ModelRepository extends Repository<Model, UUID> {
    Optional<Model> findByTenantIdAndIdAndStateNot(UUID tenantId, UUID id, ModelState hidden);

    List<Model> findByTenantIdAndStateNotAndIdLessThanOrderByIdDesc(
            UUID tenantId, ModelState hidden, UUID before, Limit limit);
}
