package io.aisynapse.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom: section "Who may import whom" of docs/architecture.md, held against every class. */
class ArchitectureTest {
    private static final String CORE = "io.aisynapse.core.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "io.aisynapse.core",
                    "io.aisynapse.protocol",
                    "io.aisynapse.reference",
                    "io.aisynapse.api",
                    "io.aisynapse.converter",
                    "io.aisynapse.node",
                    "io.aisynapse.standalone");

    /** Every module, and the modules it may know; core.chip and core.finding are chip-profiles. */
    private static final Map<String, List<String>> MODULES = Map.ofEntries(
            Map.entry("core", List.of("core.chip", "core.finding")),
            Map.entry("core.chip", List.of("core.finding")),
            Map.entry("core.finding", List.of()),
            Map.entry("protocol", List.of()),
            Map.entry("api", List.of("protocol", "core.chip", "core.finding")),
            Map.entry("reference", List.of("core")),
            Map.entry("converter", List.of("protocol", "core", "reference")),
            Map.entry("node", List.of("protocol", "core", "reference")),
            Map.entry("standalone", List.of("protocol", "api", "converter", "node", "standalone.bench")),
            Map.entry("standalone.bench", List.of("protocol", "converter", "core", "reference", "standalone")));

    /** Every package of spiking-core, and the packages it may know. */
    private static final Map<String, List<String>> CORE_PACKAGES = Map.ofEntries(
            Map.entry("finding", List.of()),
            Map.entry("tensor", List.of("finding")),
            Map.entry("ann", List.of("finding", "tensor")),
            Map.entry("onnx", List.of("finding", "tensor", "ann")),
            Map.entry("neuron", List.of("tensor")),
            Map.entry("snn", List.of("finding", "tensor", "neuron")),
            Map.entry("convert", List.of("finding", "tensor", "ann", "snn", "neuron")),
            Map.entry("nir", List.of("finding", "tensor", "neuron", "snn")),
            Map.entry("chip", List.of("finding")),
            Map.entry("program", List.of("finding", "tensor", "chip", "neuron")),
            Map.entry("fault", List.of()),
            Map.entry("compile", List.of("finding", "tensor", "snn", "chip", "fault", "program", "neuron")),
            Map.entry("kernel", List.of("tensor")),
            Map.entry("engine", List.of("finding", "fault", "tensor", "chip", "program", "kernel", "neuron")),
            Map.entry("energy", List.of("tensor", "chip", "program", "kernel", "engine")),
            Map.entry("verdict", List.of("finding", "tensor", "ann", "onnx", "convert")),
            Map.entry(
                    "tune",
                    List.of("finding", "tensor", "ann", "snn", "convert", "program", "engine", "kernel", "neuron")));

    @TestFactory
    List<DynamicTest> modulesKnowOnlyWhatTheyAreBuiltOn() {
        return MODULES.entrySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module.getKey(),
                        () -> knowsOnly("io.aisynapse." + module.getKey(), "io.aisynapse.", module.getValue())))
                .toList();
    }

    @TestFactory
    List<DynamicTest> packagesOfTheCoreKnowOnlyTheLevelsBelow() {
        return CORE_PACKAGES.entrySet().stream()
                .map(part -> DynamicTest.dynamicTest(
                        part.getKey(), () -> knowsOnly(CORE + part.getKey(), CORE, part.getValue())))
                .toList();
    }

    private static void knowsOnly(String self, String prefix, List<String> others) {
        String[] forbidden = (prefix.equals(CORE) ? CORE_PACKAGES : MODULES)
                .keySet().stream()
                        .filter(name -> !others.contains(name) && !self.equals(prefix + name))
                        .map(name -> prefix + name + "..")
                        .toArray(String[]::new);
        String[] parts = MODULES.keySet().stream()
                .map(name -> "io.aisynapse." + name)
                .filter(name -> name.startsWith(self + "."))
                .map(name -> name + "..")
                .toArray(String[]::new);
        String[] allowed = Stream.concat(Stream.of(self), others.stream().map(name -> prefix + name))
                .map(name -> name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(self + "..")
                .and()
                .resideOutsideOfPackages(parts)
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden).and(not(resideInAnyPackage(allowed))))
                .check(CLASSES);
    }

    @Test
    void everyPackageOfTheCoreHasItsRule() {
        List<String> unknown = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(CORE))
                .map(name -> name.substring(CORE.length()).split("\\.")[0])
                .filter(name -> !CORE_PACKAGES.containsKey(name))
                .distinct()
                .toList();
        assertTrue(unknown.isEmpty(), () -> "packages without a rule here: " + unknown);
    }

    @Test
    void theCoreIsALibraryOfItsOwn() {
        classes()
                .that()
                .resideInAPackage(CORE + ".")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.aisynapse.core..",
                        "java..",
                        "jdk.incubator.vector..",
                        "com.google.protobuf..",
                        "org.yaml.snakeyaml..",
                        "io.jhdf..",
                        "org.jspecify.annotations.."))
                .check(CLASSES);
    }

    @Test
    void theCoreHasNoWallClock() {
        noClasses()
                .that()
                .resideInAPackage(CORE + ".")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.time..")
                .check(CLASSES);
    }

    @Test
    void workersHaveNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("io.aisynapse.converter..", "io.aisynapse.node..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "jakarta.persistence..", "org.postgresql..")
                .check(CLASSES);
    }

    @Test
    void onnxRuntimeHasOneDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.aisynapse.reference..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void featuresDoNotReachIntoEachOthersTables() {
        classes()
                .that(describe("are entities or repositories", ArchitectureTest::isTable))
                .should(beKnownInTheirOwnPackageOnly())
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static boolean isTable(JavaClass type) {
        return type.getPackageName().startsWith("io.aisynapse.api")
                && (type.getSimpleName().endsWith("Repository") || type.isAnnotatedWith("jakarta.persistence.Entity"));
    }

    private static ArchCondition<JavaClass> beKnownInTheirOwnPackageOnly() {
        return new ArchCondition<>("be known in their own package only") {
            @Override
            public void check(JavaClass table, ConditionEvents events) {
                table.getDirectDependenciesToSelf().stream()
                        .filter(known -> !known.getOriginClass().getPackage().equals(table.getPackage()))
                        .forEach(known -> events.add(SimpleConditionEvent.violated(table, known.getDescription())));
            }
        };
    }

    @Test
    void packagesOfTheCoreFormNoCircle() {
        slices().matching("io.aisynapse.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
