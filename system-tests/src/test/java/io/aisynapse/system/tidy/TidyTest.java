package io.aisynapse.system.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The repository keeps its sizes, names and habits; docs/style and CONTRIBUTING.md say why. */
class TidyTest {
    private static final int FILE_LINES = 500;
    private static final int TEST_FILE_LINES = 600;
    private static final int FUNCTION_LINES = 70;
    private static final int FUNCTION_LINES_P90 = 35;
    private static final int PARAMETERS = 5;
    private static final int FILES_IN_PACKAGE = 25;
    private static final int LINE_CHARACTERS = 120;
    private static final int README_LINES = 150;
    private static final int PAGE_LINES = 300;
    private static final long FILE_BYTES = 1L << 20;
    private static final long FIXTURES_BYTES = 20L << 20;
    private static final Pattern FORBIDDEN_NAME = Pattern.compile(".*(Impl|Utils?|Manager|Helper)|Base[A-Z].*");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(#[^)]*)?\\)");

    private final Repository repository = Repository.here();
    private final List<Path> java = repository.filesEndingIn(".java");
    private final JavaSources sources = JavaSources.parse(java);

    @Test
    void filesStayShort() {
        expectNone(java, file -> Repository.lines(file).size() > (isTest(file) ? TEST_FILE_LINES : FILE_LINES));
    }

    @Test
    void linesStayShort() {
        List<Path> texts = new ArrayList<>(java);
        texts.addAll(repository.filesEndingIn(".sql"));
        texts.addAll(repository.filesEndingIn(".py"));
        texts.add(repository.root().resolve("synapse"));
        texts.add(repository.root().resolve(".ci/run"));
        expectNone(
                texts,
                file -> Repository.lines(file).stream()
                        .anyMatch(line -> line.length() > LINE_CHARACTERS && !line.startsWith("import ")));
    }

    @Test
    void functionsStayShort() {
        List<String> tooLong = sources.functions().stream()
                .filter(function -> function.lines() > FUNCTION_LINES)
                .map(function -> "%s %s: %d lines"
                        .formatted(repository.name(function.file()), function.name(), function.lines()))
                .toList();
        assertEquals(List.of(), tooLong);
        int p90 = p90(sources.functions());
        System.out.println("function length: p90 %d lines of %d functions"
                .formatted(p90, sources.functions().size()));
        assertTrue(p90 <= FUNCTION_LINES_P90, () -> "p90 of the function lengths is " + p90);
    }

    private static int p90(List<JavaSources.Function> functions) {
        int[] lines = functions.stream()
                .mapToInt(JavaSources.Function::lines)
                .sorted()
                .toArray();
        return lines[lines.length * 9 / 10];
    }

    @Test
    void functionsTakeFewParameters() {
        List<String> tooMany = sources.functions().stream()
                .filter(function -> function.parameters() > PARAMETERS && !isRecordConstructor(function))
                .map(function -> repository.name(function.file()) + " " + function.name())
                .toList();
        assertEquals(List.of(), tooMany);
    }

    /** A compact constructor repeats its record's components, which are data and may be many. */
    private static boolean isRecordConstructor(JavaSources.Function function) {
        return function.name().equals("<init>")
                && Repository.lines(function.file()).stream().anyMatch(line -> line.contains(" record "));
    }

    @Test
    void packagesStaySmall() {
        Map<Path, Long> sizes =
                java.stream().collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        expectNone(sizes.keySet(), folder -> sizes.getOrDefault(folder, 0L) > FILES_IN_PACKAGE);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        Map<String, Boolean> described = new TreeMap<>();
        for (Path file : java) {
            boolean says = file.endsWith("package-info.java")
                    && String.join("\n", Repository.lines(file)).contains("@NullMarked");
            described.merge(packageOf(file), says, Boolean::logicalOr);
        }
        described.values().removeIf(says -> says);
        assertEquals(Map.of(), described);
    }

    private static String packageOf(Path file) {
        String folder = file.getParent().toString().replace('\\', '/');
        return folder.substring(folder.indexOf("/java/") + "/java/".length()).replace('/', '.');
    }

    @Test
    void namesSayWhatAThingIs() {
        List<String> vague = sources.types().stream()
                .map(JavaSources.Type::name)
                .filter(name -> FORBIDDEN_NAME.matcher(name).matches())
                .toList();
        assertEquals(List.of(), vague);
    }

    @Test
    void callsThatHideTimeChanceAndFailureAreNotMade() {
        List<String> found = new ArrayList<>();
        for (Path file : java) {
            for (BannedText banned : BannedText.values()) {
                if (banned.isFoundIn(file)) {
                    found.add(repository.name(file) + ": " + banned);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void relativeLinksLeadSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Path page : repository.filesEndingIn(".md")) {
            Matcher links = LINK.matcher(String.join("\n", Repository.lines(page)));
            while (links.find()) {
                String target = links.group(1);
                boolean external = target.contains("://") || target.startsWith("mailto:");
                if (!external && !Files.exists(page.resolveSibling(target))) {
                    dead.add(repository.name(page) + " → " + target);
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void pagesStayReadable() {
        Path readme = repository.root().resolve("README.md");
        assertTrue(Repository.lines(readme).size() <= README_LINES, "README.md is too long");
        expectNone(
                repository.filesEndingIn(".md"), page -> Repository.lines(page).size() > PAGE_LINES);
    }

    @Test
    void bigFilesAreFixturesAndThoseAreBounded() throws IOException {
        long fixtures = 0;
        List<String> tooBig = new ArrayList<>();
        for (Path file : repository.files()) {
            long size = Files.size(file);
            boolean fixture = repository.name(file).contains("/fixtures/");
            fixtures += fixture ? size : 0;
            if (size > FILE_BYTES && !fixture) {
                tooBig.add(repository.name(file));
            }
        }
        assertEquals(List.of(), tooBig);
        assertTrue(fixtures <= FIXTURES_BYTES, "the fixtures take too many bytes");
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("/src/test/");
    }

    private void expectNone(Iterable<Path> files, Predicate<Path> broken) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            if (broken.test(file)) {
                found.add(repository.name(file));
            }
        }
        assertEquals(List.of(), found);
    }
}
