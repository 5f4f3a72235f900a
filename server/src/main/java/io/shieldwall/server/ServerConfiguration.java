package io.shieldwall.server;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.shieldwall.server.access.PermissionGate;
import io.shieldwall.server.access.PostingPace;
import io.shieldwall.server.access.SameOriginFilter;
import io.shieldwall.server.access.SignInLinks;
import io.shieldwall.server.board.BoardFragments;
import io.shieldwall.server.board.BoardPage;
import io.shieldwall.server.checks.ChecksFragments;
import io.shieldwall.server.checks.ChecksPages;
import io.shieldwall.server.checks.CredentialsPages;
import io.shieldwall.server.director.DirectorFragments;
import io.shieldwall.server.director.DirectorPages;
import io.shieldwall.server.live.Broadcast;
import io.shieldwall.server.live.LiveController;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.live.StreamPlaces;
import io.shieldwall.server.news.NewsPage;
import io.shieldwall.server.news.NewsPage.NewsFragments;
import io.shieldwall.server.pages.JteView;
import io.shieldwall.server.pages.Notices;
import io.shieldwall.server.pages.Parts;
import io.shieldwall.server.pages.Problems;
import io.shieldwall.server.pages.Texts;
import io.shieldwall.server.signin.SignInPages;
import io.shieldwall.server.team.TeamFragments;
import io.shieldwall.server.team.TeamPages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Wires the server, bean by bean. The stage and the sign-in links come from whoever starts it.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ServerConfiguration implements WebMvcConfigurer {

  static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /// Parts of pages are rendered at most this often.
  private static final long PERIOD_MILLIS = 500;

  /// Live pages that one session may have open.
  static final int STREAMS_EACH = 12;

  /// Forms that one session may send at once; four a second after that.
  static final int FORMS_AT_ONCE = 60;

  @Bean
  Texts texts() {
    return new Texts(Locale.ENGLISH);
  }

  @Bean
  TemplateEngine templates() {
    return TemplateEngine.createPrecompiled(
        null, ContentType.Html, null, "io.shieldwall.server.templates");
  }

  @Bean
  Parts parts(TemplateEngine engine, Texts texts) {
    return new Parts(engine, texts);
  }

  @Bean(destroyMethod = "close")
  Broadcast broadcast(Stage stage, Parts parts) {
    return new Broadcast(
            stage,
            List.of(
                new BoardFragments(parts),
                new NewsFragments(parts),
                new TeamFragments(parts),
                new DirectorFragments(parts),
                new ChecksFragments(parts)),
            PERIOD_MILLIS)
        .start();
  }

  @Bean
  JteView view(TemplateEngine engine, Texts texts, Stage stage, Broadcast broadcast) {
    return new JteView(engine, texts, stage, broadcast);
  }

  @Bean
  Notices notices(Stage stage, Parts parts) {
    return new Notices(stage.desk(), parts);
  }

  @Bean
  LiveController liveController(Broadcast broadcast, Stage stage) {
    return new LiveController(broadcast, stage, new StreamPlaces(4_000, 1_000, STREAMS_EACH));
  }

  @Bean
  BoardPage boardPage(JteView view, Texts texts) {
    return new BoardPage(view, texts);
  }

  @Bean
  NewsPage newsPage(JteView view, Texts texts) {
    return new NewsPage(view, texts);
  }

  @Bean
  TeamPages teamPages(JteView view, Texts texts, Notices notices) {
    return new TeamPages(view, texts, notices);
  }

  @Bean
  DirectorPages directorPages(JteView view, Texts texts, Notices notices) {
    return new DirectorPages(view, texts, notices);
  }

  @Bean
  CredentialsPages credentialsPages(JteView view, Texts texts, Notices notices) {
    return new CredentialsPages(view, texts, notices);
  }

  @Bean
  ChecksPages checksPages(JteView view, Texts texts, Notices notices) {
    return new ChecksPages(view, texts, notices);
  }

  @Bean
  SignInPages signInPages(
      SignInLinks links, SecurityContextRepository contexts, JteView view, Texts texts) {
    return new SignInPages(links, contexts, view, texts);
  }

  @Bean
  Problems problems(JteView view, Texts texts) {
    return new Problems(view, texts);
  }

  @Bean
  SecurityContextRepository securityContexts() {
    return new HttpSessionSecurityContextRepository();
  }

  /// There are no users with passwords; sign-in is by link only.
  @Bean
  UserDetailsService nobody() {
    return new InMemoryUserDetailsManager();
  }

  /// Who may do what is said by each endpoint and kept by [PermissionGate]; this chain keeps
  /// sessions, cross-site request forgery and headers.
  @Bean
  SecurityFilterChain security(HttpSecurity http, SecurityContextRepository contexts) {
    http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .securityContext(context -> context.securityContextRepository(contexts))
        .addFilterBefore(new SameOriginFilter(), CsrfFilter.class)
        .requestCache(cache -> cache.disable())
        .formLogin(form -> form.disable())
        .httpBasic(basic -> basic.disable())
        .logout(logout -> logout.disable())
        .headers(headers ->
            headers
                .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(
                    policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy ->
                    policy.policy(
                        org.springframework.security.web.header.writers
                            .CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy
                            .SAME_ORIGIN))
                .crossOriginResourcePolicy(policy ->
                    policy.policy(
                        org.springframework.security.web.header.writers
                            .CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy
                            .SAME_ORIGIN)));
    return http.build();
  }

  /// Headers on whatever Tomcat answers, also where it refuses before any filter runs.
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> headersOnEveryAnswer() {
    return factory -> factory.addEngineValves(new HeaderValve());
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(new PermissionGate());
    registry.addInterceptor(
        new PostingPace(InstantSource.system(), FORMS_AT_ONCE, Duration.ofMillis(250)));
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    CacheControl month = CacheControl.maxAge(Duration.ofDays(30)).cachePublic();
    registry
        .addResourceHandler("/assets/lib/**")
        .addResourceLocations(
            "classpath:/META-INF/resources/webjars/htmx.org/2.0.10/dist/",
            "classpath:/META-INF/resources/webjars/htmx-ext-sse/2.2.2/",
            "classpath:/META-INF/resources/webjars/echarts/5.5.0/")
        .setCacheControl(month);
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/assets/")
        .setCacheControl(CacheControl.noCache());
  }
}
