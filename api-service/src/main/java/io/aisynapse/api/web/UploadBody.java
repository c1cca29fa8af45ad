package io.aisynapse.api.web;

import io.aisynapse.api.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The body of an upload: type and announced length looked at before a byte is read, the true length while reading. */
public final class UploadBody {
    private UploadBody() {}

    /**
     * @param types accepted media types
     * @param emptyCode code of the problem that an empty body is
     */
    public static InputStream open(HttpServletRequest request, Set<String> types, long limitBytes, String emptyCode)
            throws IOException {
        requireType(request.getContentType(), types);
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-encoding", "Send the body without an encoding.");
        }
        if (request.getContentLengthLong() > limitBytes) {
            throw ProblemException.tooLarge("body", limitBytes);
        }
        PushbackInputStream body = new PushbackInputStream(new Bounded(request.getInputStream(), limitBytes));
        int first = body.read();
        if (first < 0) {
            throw new ProblemException(HttpStatus.BAD_REQUEST, emptyCode, "The body is empty.");
        }
        body.unread(first);
        return body;
    }

    private static void requireType(@Nullable String contentType, Set<String> types) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!types.contains(type)) {
            throw new ProblemException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported-media-type",
                    "This address takes "
                            + String.join(" or ", types.stream().sorted().toList()) + ".");
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private long count;

        Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            counted(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            counted(Math.max(read, 0));
            return read;
        }

        private void counted(int bytes) {
            count += bytes;
            if (count > limit) {
                throw ProblemException.tooLarge("body", limit);
            }
        }
    }
}
