import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/// One OpenSearch node with its HTTP module, until the process is ended. Tests run this source with
/// OpenSearch's jars: `FOLDER ADDRESS HTTP-PORT TRANSPORT-PORT`.
final class SearchNode {

  private static final class Alone extends Node {

    Alone(Environment environment, Collection<PluginInfo> modules) {
      super(environment, modules, false);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("cluster.name", "berylia")
            .put("discovery.type", "single-node")
            .put("network.host", arguments[1])
            .put("http.port", arguments[2])
            .put("transport.port", arguments[3])
            .put("node.processors", 1)
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    String http = Netty4ModulePlugin.class.getName();
    PluginInfo module =
        new PluginInfo(http, "HTTP", "NA", Version.CURRENT, "21", http, null, List.of(), false);
    Node node =
        new Alone(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "one"),
            List.of(module));
    node.start();
    new CountDownLatch(1).await();
  }
}
