package io.aisynapse.api.node;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.background.SweepStep;
import io.aisynapse.protocol.state.NodeState;
import io.aisynapse.protocol.work.InternalPort.ChipDescription;
import io.aisynapse.protocol.work.InternalPort.Registration;
import io.aisynapse.protocol.work.ProtocolJson;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Nodes register, and by registering again say that they live; the profiles of their chips stay known. */
@Component
public class Nodes implements SweepStep {
    private static final String READY = NodeState.READY.name();

    private final JdbcClient jdbc;
    private final ApiSettings settings;

    Nodes(JdbcClient jdbc, ApiSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    record NodeView(String id, String state, JsonNode chips, double heartbeatAgeSeconds, String version) {}

    @Transactional
    void register(Registration registration, NodeState state) {
        jdbc.sql("""
                        INSERT INTO node (id, state, version, chips) VALUES (:id, :state, :version, :chips)
                        ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version,
                            chips = excluded.chips, beat_at = clock_timestamp()
                        """)
                .param("id", registration.nodeId())
                .param("state", state.name())
                .param("version", registration.version())
                .param("chips", ProtocolJson.mapper().writeValueAsString(registration.chips()))
                .update();
        registration.chips().stream()
                .sorted(Comparator.comparing(ChipDescription::profile))
                .forEach(this::remember);
    }

    private void remember(ChipDescription chip) {
        jdbc.sql("""
                        INSERT INTO chip (name, properties) VALUES (:name, :properties)
                        ON CONFLICT (name) DO UPDATE SET properties = excluded.properties, seen_at = clock_timestamp()
                        WHERE chip.properties <> excluded.properties
                        """)
                .param("name", chip.profile())
                .param("properties", ProtocolJson.mapper().writeValueAsString(chip.properties()))
                .update();
    }

    @Override
    public void sweep() {
        jdbc.sql("""
                        UPDATE node SET state = 'LOST' WHERE state IN ('STARTING', 'READY', 'DRAINING')
                          AND beat_at < clock_timestamp() - :after * interval '1 millisecond'
                        """)
                .param("after", settings.timing().nodeLostAfter().toMillis())
                .update();
    }

    @Transactional(readOnly = true)
    List<NodeView> all() {
        return jdbc.sql("""
                        SELECT id, state, chips, version,
                            GREATEST(0, extract(epoch FROM clock_timestamp() - beat_at))::float8 AS age
                        FROM node ORDER BY id LIMIT 1000
                        """)
                .query((row, number) -> new NodeView(
                        row.getString("id"),
                        row.getString("state"),
                        ProtocolJson.mapper().readTree(row.getString("chips")),
                        row.getDouble("age"),
                        row.getString("version")))
                .list();
    }

    @Transactional(readOnly = true)
    public int readyNodes() {
        return jdbc.sql("SELECT count(*) FROM node WHERE state = :ready")
                .param("ready", READY)
                .query(Integer.class)
                .single();
    }

    /** Names of the profiles that any node has ever brought. */
    @Transactional(readOnly = true)
    public List<String> chipNames() {
        return jdbc.sql("SELECT name FROM chip ORDER BY name")
                .query(String.class)
                .list();
    }

    /** Their properties by name. */
    @Transactional(readOnly = true)
    public Map<String, JsonNode> chips() {
        Map<String, JsonNode> chips = new TreeMap<>();
        jdbc.sql("SELECT name, properties FROM chip ORDER BY name LIMIT 1000")
                .query((row, number) ->
                        Map.entry(row.getString("name"), ProtocolJson.mapper().readTree(row.getString("properties"))))
                .list()
                .forEach(chip -> chips.put(chip.getKey(), chip.getValue()));
        return chips;
    }
}
