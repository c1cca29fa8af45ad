package io.aisynapse.standalone.check;

import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends every file of a folder's manifest to the service. A file holds when the answer is the expected one and the
 * service is well afterwards: {@code reject} wants a 4xx problem with a code and a finding, {@code accept} wants a
 * conversion that succeeds, anything else wants one of the two.
 */
public final class BadFolderCheck {
    private static final Set<Integer> SAYS_NOTHING_OF_THE_FILE = Set.of(401, 403, 404, 408, 429);

    private final ApiClient client;
    private final ModelTrial trial;
    private final PrintStream out;

    public BadFolderCheck(ApiClient client, PrintStream out) {
        this.client = client;
        this.trial = new ModelTrial(client);
        this.out = out;
    }

    /** Prints a line a file and returns how many did not hold; fails at once when the service cannot be used at all. */
    public int run(Path folder) throws IOException {
        client.get("/v1/models?limit=1").orThrow();
        List<BadFile> files = BadFile.inFolder(folder);
        int broken = 0;
        for (BadFile file : files) {
            Verdict verdict = check(file);
            out.println(verdict.line(file.path().getFileName().toString()));
            broken += verdict.held() ? 0 : 1;
        }
        out.printf("%d of %d files held%n", files.size() - broken, files.size());
        return broken;
    }

    private Verdict check(BadFile file) {
        Verdict verdict;
        try {
            verdict = answerTo(file);
        } catch (IOException e) {
            verdict = new Verdict(false, 0, "no-answer", String.valueOf(e.getMessage()));
        }
        return isWell() ? verdict : verdict.not("the service is not well after this file");
    }

    private Verdict answerTo(BadFile file) throws IOException {
        String name = file.path().getFileName().toString();
        ApiAnswer upload = client.upload("/v1/models", Map.of("name", name), Files.readAllBytes(file.path()));
        if (!upload.isSuccess()) {
            return Verdict.of(mayBeRejected(file) && isFullRefusal(upload), upload);
        }
        Verdict tried = trial.of(upload, mayBeRejected(file));
        return tried.held()
                        && file.expected() == BadFile.Expectation.REJECT
                        && !tried.code().equals("REJECTED")
                ? tried.not("accepted, but a refusal was expected")
                : tried;
    }

    private static boolean mayBeRejected(BadFile file) {
        return file.expected() != BadFile.Expectation.ACCEPT;
    }

    private static boolean isFullRefusal(ApiAnswer answer) {
        return answer.isProblem()
                && !SAYS_NOTHING_OF_THE_FILE.contains(answer.status())
                && !answer.firstFinding().isBlank();
    }

    private boolean isWell() {
        try {
            return client.get("/v1/health").isSuccess();
        } catch (IOException _) {
            return false;
        }
    }
}
