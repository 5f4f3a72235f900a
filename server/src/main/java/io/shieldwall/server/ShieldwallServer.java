package io.shieldwall.server;

import io.shieldwall.server.access.SameOriginFilter;
import io.shieldwall.server.access.SignInLinks;
import io.shieldwall.server.live.Stage;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// The running web server of one exercise.
public final class ShieldwallServer implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private ShieldwallServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /// Starts the server on the loopback address, or on another one when told so.
  ///
  /// @param port TCP port; 0 for any free one
  public static ShieldwallServer start(Stage stage, SignInLinks links, String address, int port) {
    SpringApplication application =
        new SpringApplicationBuilder(ServerConfiguration.class)
            .web(WebApplicationType.SERVLET)
            .initializers(context -> {
              GenericApplicationContext generic = (GenericApplicationContext) context;
              generic.registerBean(Stage.class, () -> stage);
              generic.registerBean(SignInLinks.class, () -> links);
            })
            .properties(properties(address, port))
            .registerShutdownHook(false)
            .build();
    return new ShieldwallServer(application.run());
  }

  private static Map<String, Object> properties(String address, int port) {
    return Map.ofEntries(
        Map.entry("server.address", address),
        Map.entry("server.port", port),
        Map.entry("server.shutdown", "immediate"),
        Map.entry("server.compression.enabled", true),
        Map.entry(
            "server.compression.mime-types", "text/html,text/css,text/javascript,application/json"),
        Map.entry("server.servlet.session.cookie.http-only", true),
        Map.entry("server.servlet.session.cookie.same-site", "strict"),
        Map.entry("server.servlet.session.timeout", "12h"),
        Map.entry("server.servlet.session.tracking-modes", "cookie"),
        Map.entry("server.tomcat.max-http-form-post-size", SameOriginFilter.LARGEST_FORM + "B"),
        Map.entry("server.tomcat.use-relative-redirects", true),
        Map.entry("server.error.include-stacktrace", "never"),
        Map.entry("spring.threads.virtual.enabled", true),
        Map.entry("spring.main.banner-mode", "off"),
        Map.entry("spring.main.lazy-initialization", false),
        Map.entry("spring.web.resources.add-mappings", false),
        Map.entry("spring.jmx.enabled", false),
        Map.entry("logging.level.root", "WARN"),
        // A stranger's wrong request is answered, not logged: logs are no place to write to.
        Map.entry("logging.level.org.springframework.web.servlet", "ERROR"));
  }

  /// The port that the server listens on.
  public int port() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  @Override
  public void close() {
    context.close();
  }
}
