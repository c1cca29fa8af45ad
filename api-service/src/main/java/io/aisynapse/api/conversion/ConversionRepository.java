package io.aisynapse.api.conversion;

import io.aisynapse.protocol.state.ConversionState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Reads conversions, always by tenant. */
interface ConversionRepository extends Repository<Conversion, UUID> {
    Optional<Conversion> findByTenantIdAndId(UUID tenantId, UUID id);

    List<Conversion> findByTenantIdAndModelIdAndIdLessThanOrderByIdDesc(
            UUID tenantId, UUID modelId, UUID before, Limit limit);

    List<Conversion> findByTenantIdAndModelIdAndStateOrderById(UUID tenantId, UUID modelId, ConversionState state);
}
