package io.aisynapse.api.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat answers itself, before any servlet: in place of its HTML page. */
public class ProblemErrorValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setHeader("X-Request-Id", RequestIdFilter.idOf(request.getRequest()));
            ProblemWriter.write(
                    request.getRequest(), response.getResponse(), ProblemWriter.ofStatus(response.getStatus()));
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("the caller went away before it was told", e);
        }
    }
}
