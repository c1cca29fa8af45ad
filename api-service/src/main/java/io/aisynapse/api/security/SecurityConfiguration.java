package io.aisynapse.api.security;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.problem.ProblemResolver;
import io.aisynapse.api.problem.ProblemWriter;
import io.aisynapse.protocol.work.InternalPort;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Which address is for whom. Nothing is remembered between requests: no session, no cookie. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, ApiSettings settings, KeyDirectory keys, ProblemResolver problems) {
        TokenFilter tokens = new TokenFilter(settings, keys, problems);
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(tokens, AuthorizationFilter.class)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers("/v1/health", "/openapi.yaml")
                                .permitAll()
                                .requestMatchers("/v1/keys")
                                .hasAuthority(TokenFilter.ADMINISTRATOR)
                                .requestMatchers(InternalPort.PREFIX + "/**")
                                .hasAuthority(TokenFilter.WORKER)
                                .requestMatchers("/v1/**")
                                .hasAuthority(TokenFilter.TENANT)
                                .anyRequest()
                                .permitAll())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(
                                (request, response, e) -> ProblemWriter.write(request, response, unauthenticated()))
                        .accessDeniedHandler(
                                (request, response, e) -> ProblemWriter.write(request, response, forbidden())))
                .build();
    }

    /** There are no passwords; without this bean Spring would make one up. */
    @Bean
    AuthenticationManager noPasswords() {
        return authentication -> {
            throw new ProviderNotFoundException("callers are known by their token alone");
        };
    }

    /** Unknown methods get as far as the controllers, which answer 405 and say what is allowed. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedRequests() {
        return (request, response, e) -> ProblemWriter.write(
                request,
                response,
                new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "bad-request",
                        "The address or a header has characters that are not allowed."));
    }

    private static ProblemException unauthenticated() {
        return new ProblemException(
                        HttpStatus.UNAUTHORIZED, "unauthenticated", "Send a valid API key as Authorization: Bearer.")
                .withHeader("WWW-Authenticate", "Bearer realm=\"ai-synapse\"");
    }

    private static ProblemException forbidden() {
        return new ProblemException(HttpStatus.FORBIDDEN, "forbidden", "Your key is valid, but not for this address.");
    }
}
