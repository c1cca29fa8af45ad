package io.aisynapse.api.security;

import io.aisynapse.api.ApiSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Reads {@code Authorization: Bearer} or {@code X-API-Key} and says which of the three kinds of callers this is. */
final class TokenFilter extends OncePerRequestFilter {
    static final String TENANT = "ROLE_TENANT";
    static final String WORKER = "ROLE_WORKER";
    static final String ADMINISTRATOR = "ROLE_ADMINISTRATOR";
    private static final String BEARER = "Bearer ";
    private static final int LONGEST_TOKEN = 512;

    private final ApiSettings settings;
    private final KeyDirectory keys;
    private final HandlerExceptionResolver problems;

    TokenFilter(ApiSettings settings, KeyDirectory keys, HandlerExceptionResolver problems) {
        this.settings = settings;
        this.keys = keys;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            String token = tokenOf(request);
            AbstractAuthenticationToken known = token == null ? null : authenticated(token);
            if (known != null) {
                SecurityContextHolder.getContext().setAuthentication(known);
            }
        } catch (DataAccessException | TransactionException e) {
            problems.resolveException(request, response, null, e);
            return;
        }
        chain.doFilter(request, response);
    }

    private static @Nullable String tokenOf(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        String token = authorization == null
                ? request.getHeader("X-API-Key")
                : authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? authorization.substring(BEARER.length()).strip()
                        : null;
        return token == null || token.length() > LONGEST_TOKEN ? null : token;
    }

    private @Nullable AbstractAuthenticationToken authenticated(String token) {
        if (equal(token, settings.internalToken())) {
            return as("worker", WORKER);
        }
        if (equal(token, settings.adminToken())) {
            return as("administrator", ADMINISTRATOR);
        }
        return keys.callerOf(token).map(caller -> as(caller, TENANT)).orElse(null);
    }

    private static AbstractAuthenticationToken as(Object principal, String role) {
        return UsernamePasswordAuthenticationToken.authenticated(
                principal, null, AuthorityUtils.createAuthorityList(role));
    }

    private static boolean equal(String given, String secret) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }
}
