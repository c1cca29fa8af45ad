package io.aisynapse.api.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * The one place where what was thrown in a request becomes its answer; what we did not foresee is logged and said to be
 * ours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ProblemResolver implements HandlerExceptionResolver {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResolver.class);

    @Override
    public ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        try {
            ProblemWriter.write(request, response, problemOf(request, thrown));
        } catch (IOException e) {
            LOG.debug("the caller of {} went away before it was told", request.getRequestURI(), e);
        }
        return new ModelAndView();
    }

    private static ProblemException problemOf(HttpServletRequest request, Exception thrown) {
        return switch (thrown) {
            case ProblemException problem -> problem;
            case NoResourceFoundException e ->
                new ProblemException(HttpStatus.NOT_FOUND, "not-found", "There is nothing at this address.");
            case HttpRequestMethodNotSupportedException e -> methodNotAllowed(e);
            case HttpMediaTypeNotSupportedException e ->
                new ProblemException(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "unsupported-media-type",
                        "This address takes "
                                + e.getSupportedMediaTypes().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(" or "))
                                + ".");
            case HttpMediaTypeNotAcceptableException e ->
                new ProblemException(
                        HttpStatus.NOT_ACCEPTABLE, "not-acceptable", "No answer of this address is acceptable to you.");
            case ErrorResponse e -> ProblemWriter.ofStatus(e.getStatusCode().value());
            case CannotCreateTransactionException e -> databaseAway(request, e);
            case TransientDataAccessException e -> databaseAway(request, e);
            case ClientAbortException e -> incompleteBody();
            case EOFException e -> incompleteBody();
            case InvalidParameterException e -> ProblemWriter.ofStatus(400);
            default -> {
                LOG.error("request {} failed", RequestIdFilter.idOf(request), thrown);
                yield ProblemWriter.ofStatus(500);
            }
        };
    }

    private static ProblemException methodNotAllowed(HttpRequestMethodNotSupportedException e) {
        var methods = e.getSupportedHttpMethods();
        String allowed = methods == null
                ? ""
                : methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        return new ProblemException(
                        HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "This address takes " + allowed + ".")
                .withHeader("Allow", allowed);
    }

    private static ProblemException databaseAway(HttpServletRequest request, Exception e) {
        LOG.warn("request {} found no database", RequestIdFilter.idOf(request), e);
        return new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "database-unavailable",
                        "The service cannot reach its database; nothing was done.")
                .withHeader("Retry-After", "2");
    }

    private static ProblemException incompleteBody() {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, "incomplete-body", "The body ended before its announced length.");
    }
}
