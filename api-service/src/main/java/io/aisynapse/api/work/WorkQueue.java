package io.aisynapse.api.work;

import io.aisynapse.api.outbox.Outbox;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where features put work: rows and doorbells in the transaction of what makes the work necessary. */
@Component
public class WorkQueue {
    private final NamedParameterJdbcTemplate jdbc;
    private final Outbox outbox;
    private final ResourceIds ids;

    WorkQueue(NamedParameterJdbcTemplate jdbc, Outbox outbox, ResourceIds ids) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.ids = ids;
    }

    /** One piece of a subject's work; its place in the list is its position. */
    public record Piece(int size, WorkOrder order) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public void add(UUID tenantId, WorkKind kind, UUID subjectId, List<Piece> pieces) {
        List<UUID> added = new ArrayList<>();
        MapSqlParameterSource[] rows = new MapSqlParameterSource[pieces.size()];
        for (int position = 0; position < rows.length; position++) {
            Piece piece = pieces.get(position);
            UUID id = ids.next();
            added.add(id);
            rows[position] = new MapSqlParameterSource("id", id)
                    .addValue("tenant", tenantId)
                    .addValue("kind", kind.name())
                    .addValue("subject", subjectId)
                    .addValue("position", position)
                    .addValue("size", piece.size())
                    .addValue(
                            "order",
                            ProtocolJson.mapper().writerFor(WorkOrder.class).writeValueAsString(piece.order()));
        }
        jdbc.batchUpdate("""
                INSERT INTO work (id, tenant_id, kind, subject_id, position, size, work_order)
                VALUES (:id, :tenant, :kind, :subject, :position, :size, :order)
                """, rows);
        outbox.offer(kind, added);
    }
}
