package io.aisynapse.api.model;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.event.ChangeBell;
import io.aisynapse.api.model.Models.ModelView;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.work.WorkQueue;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.ArtifactStore.StagedArtifact;
import io.aisynapse.protocol.artifact.ArtifactStore.StoredArtifact;
import io.aisynapse.protocol.state.ModelState;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.WorkOrder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Bytes to the store, a row and a check to the database, and a bounded wait for what the gate says. */
@Component
class ModelUploads {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final ArtifactStore store;
    private final TransactionTemplate transaction;
    private final ModelRows rows;
    private final Models models;
    private final Surroundings around;

    ModelUploads(
            ArtifactStore store,
            TransactionTemplate transaction,
            ModelRows rows,
            Models models,
            Surroundings surroundings) {
        this.store = store;
        this.transaction = transaction;
        this.rows = rows;
        this.models = models;
        this.around = surroundings;
    }

    /** What an upload needs of the rest of the service. */
    @Component
    record Surroundings(
            ApiSettings settings, Clock clock, ResourceIds ids, Blobs blobs, ChangeBell bell, WorkQueue work) {}

    /** The model as the gate left it, or still CHECKING when the wait is over. */
    ModelView upload(UUID tenantId, String name, InputStream body) throws IOException, InterruptedException {
        UUID id = around.ids().next();
        try (StagedArtifact arrived = store.stage(body);
                ChangeBell.Listening listening = around.bell().listen(id)) {
            StoredArtifact stored = arrived.blob();
            transaction.executeWithoutResult(status -> {
                around.blobs().keep(arrived);
                rows.insert(id, tenantId, name, stored.digest(), stored.size());
                around.work()
                        .add(
                                tenantId,
                                WorkKind.MODEL_CHECK,
                                id,
                                List.of(new WorkQueue.Piece(
                                        1, new WorkOrder.CheckModel(id.toString(), stored.digest()))));
            });
            return verdict(tenantId, id, listening);
        }
    }

    private ModelView verdict(UUID tenantId, UUID id, ChangeBell.Listening listening) throws InterruptedException {
        Instant end = around.clock().instant().plus(around.settings().timing().gateWait());
        while (true) {
            ModelView model = models.view(tenantId, id);
            Duration left = Duration.between(around.clock().instant(), end);
            if (model.state() != ModelState.CHECKING || left.isNegative()) {
                return model;
            }
            listening.await(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
        }
    }
}
