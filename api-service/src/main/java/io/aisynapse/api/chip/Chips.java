package io.aisynapse.api.chip;

import io.aisynapse.api.node.Nodes;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.Findings;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.ProtocolJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * Chip profiles by name. A user's own is seen by its tenant alone and never changes: another profile is another name,
 * or the same one after a deletion, and then has another digest.
 */
@Component
public class Chips {
    /** Names that mean something else where a chip is named. */
    private static final Set<String> RESERVED = Set.of("any", "schema");

    private final JdbcClient jdbc;
    private final Nodes nodes;
    private final ResourceIds ids;
    private final List<ChipUse> uses;

    Chips(JdbcClient jdbc, Nodes nodes, ResourceIds ids, List<ChipUse> uses) {
        this.jdbc = jdbc;
        this.nodes = nodes;
        this.ids = ids;
        this.uses = uses;
    }

    /**
     * A chip profile.
     *
     * @param origin {@code built-in}, or {@code own} when the caller's tenant has sent it
     * @param digest of its figures; null when a node brought a profile that the service does not know
     */
    record ChipView(String name, String origin, @Nullable String digest, JsonNode properties) {}

    /** Names that conversions may have. */
    @Transactional(readOnly = true)
    public List<String> names(UUID tenantId) {
        return views(tenantId).stream().map(ChipView::name).toList();
    }

    /** A profile that the tenant has sent. */
    @Transactional(readOnly = true)
    public Optional<ChipSpec> own(UUID tenantId, String name) {
        return jdbc.sql("""
                        SELECT entries FROM chip_profile
                        WHERE tenant_id = :tenant AND name = :name AND deleted_at IS NULL
                        """)
                .param("tenant", tenantId)
                .param("name", name)
                .query((row, number) -> chipOf(row.getString("entries")))
                .optional();
    }

    /** A profile by its name, whoever it is from. */
    @Transactional(readOnly = true)
    public Optional<ChipSpec> named(UUID tenantId, String name) {
        return ChipProfiles.named(name).or(() -> own(tenantId, name));
    }

    /**
     * Does what reads a profile, and says what is wrong with it as this service does.
     *
     * @throws ProblemException 422 with all findings
     */
    static ChipSpec checked(Supplier<ChipSpec> read) {
        try {
            return read.get();
        } catch (RejectedModelException e) {
            Findings findings = new Findings();
            problems(e).forEach(findings::add);
            findings.refuse("The chip profile is not accepted; errors has each finding.");
            throw e;
        }
    }

    /** Findings on a profile as problems; places are its keys. */
    public static List<Problem> problems(RejectedModelException refused) {
        return refused.findings().stream()
                .map(finding -> new Problem(
                        finding.code(),
                        finding.place(),
                        "The chip profile is not accepted.",
                        finding.seen(),
                        finding.wanted(),
                        finding.hint()))
                .toList();
    }

    /** A profile that was kept, or was there already with the same figures. */
    record Kept(ChipView view, boolean created) {}

    /** @throws ProblemException 409 {@code name-taken} when the name is another profile's */
    @Transactional
    Kept keep(UUID tenantId, ChipSpec chip) {
        if (ChipProfiles.named(chip.name()).isPresent()
                || nodes.chipNames().contains(chip.name())
                || RESERVED.contains(chip.name())) {
            throw ProblemException.conflict("name-taken", "The name " + chip.name() + " is the service's own.");
        }
        boolean created = jdbc.sql("""
                        INSERT INTO chip_profile (id, tenant_id, name, digest, entries)
                        VALUES (:id, :tenant, :name, :digest, :entries) ON CONFLICT DO NOTHING
                        """)
                        .param("id", ids.next())
                        .param("tenant", tenantId)
                        .param("name", chip.name())
                        .param("digest", chip.digest())
                        .param("entries", ProtocolJson.mapper().writeValueAsString(chip.entries()))
                        .update()
                == 1;
        boolean same = own(tenantId, chip.name())
                .map(there -> there.digest().equals(chip.digest()))
                .orElse(false);
        if (!created && !same) {
            throw ProblemException.conflict(
                    "name-taken", "There is another profile %s; profiles never change.".formatted(chip.name()));
        }
        return new Kept(viewOf(chip, "own"), created);
    }

    @Transactional
    void delete(UUID tenantId, String name) {
        if (ChipProfiles.named(name).isPresent()) {
            throw ProblemException.conflict("built-in", "The profile " + name + " comes with the service.");
        }
        int deleted =
                jdbc.sql("""
                        UPDATE chip_profile SET deleted_at = clock_timestamp()
                        WHERE tenant_id = :tenant AND name = :name AND deleted_at IS NULL
                        """).param("tenant", tenantId).param("name", name).update();
        if (deleted == 0) {
            throw ProblemException.notFound("chip");
        }
        if (uses.stream().anyMatch(use -> use.usesChip(tenantId, name))) {
            throw ProblemException.conflict("in-use", "A conversion or job that is not finished needs the chip.");
        }
    }

    /** Those that nodes have brought, those that come with the service, and the tenant's own. */
    @Transactional(readOnly = true)
    List<ChipView> views(UUID tenantId) {
        SortedMap<String, ChipView> byName = new TreeMap<>();
        ChipProfiles.all().forEach(chip -> byName.put(chip.name(), viewOf(chip, "built-in")));
        nodes.chips().forEach((name, properties) -> {
            String digest = ChipProfiles.named(name).map(ChipSpec::digest).orElse(null);
            byName.put(name, new ChipView(name, "built-in", digest, properties));
        });
        List<ChipView> views = new ArrayList<>(byName.values());
        jdbc.sql("""
                        SELECT entries FROM chip_profile
                        WHERE tenant_id = :tenant AND deleted_at IS NULL ORDER BY name LIMIT 1000
                        """)
                .param("tenant", tenantId)
                .query((row, number) -> chipOf(row.getString("entries")))
                .list()
                .forEach(chip -> views.add(viewOf(chip, "own")));
        return views;
    }

    @Transactional(readOnly = true)
    ChipView view(UUID tenantId, String name) {
        return views(tenantId).stream()
                .filter(chip -> chip.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("chip"));
    }

    private static ChipView viewOf(ChipSpec chip, String origin) {
        return new ChipView(
                chip.name(), origin, chip.digest(), ProtocolJson.mapper().valueToTree(chip.properties()));
    }

    private static ChipSpec chipOf(String entries) {
        return ChipSpecReader.read(
                ProtocolJson.mapper().readValue(entries, new TypeReference<TreeMap<String, String>>() {}));
    }
}
