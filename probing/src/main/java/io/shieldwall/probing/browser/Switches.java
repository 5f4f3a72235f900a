package io.shieldwall.probing.browser;

import java.util.ArrayList;
import java.util.List;

/// The words that Chromium is started with. What it wants by itself (updates, its maker's accounts)
/// has a proxy that is not there; what a page wants goes through the gate, see [Tab#open].
final class Switches {

  /// What no page may do around the proxy, and what Chromium does by itself.
  private static final List<String> FEATURES_OFF =
      List.of(
          "AcceptCHFrame",
          "AutofillServerCommunication",
          "AsyncDns",
          "CertificateTransparencyComponentUpdater",
          "DialMediaRouteProvider",
          "DnsOverHttps",
          "DnsOverHttpsUpgrade",
          "EncryptedClientHello",
          "GlobalMediaControls",
          "HttpsFirstBalancedModeAutoEnable",
          "HttpsUpgrades",
          "InterestFeedContentSuggestions",
          "IsolateOrigins",
          "LocalNetworkAccessChecks",
          "MediaRouter",
          "NetworkPrediction",
          "NetworkTimeServiceQuerying",
          "OptimizationGuideModelDownloading",
          "OptimizationHints",
          "OptimizationTargetPrediction",
          "PaintHolding",
          "Prerender2",
          "PrivateNetworkAccessSendPreflights",
          "SafeBrowsing",
          "SubresourceFilter",
          "Translate",
          "UseDnsHttpsSvcb",
          "WebRtcHideLocalIpsWithMdns",
          "WebUSB",
          "site-per-process");

  /// Port of loopback on which nobody listens.
  private static final int NOBODY = 9;

  private static final List<String> FIXED =
      List.of(
          "--headless=new",
          "--remote-debugging-pipe",
          "--no-startup-window",
          "--no-first-run",
          "--no-default-browser-check",
          "--proxy-server=http://127.0.0.1:" + NOBODY,
          "--proxy-bypass-list=<-loopback>",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
          "--disable-quic",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
          "--webrtc-ip-handling-policy=disable_non_proxied_udp",
          "--dns-prefetch-disable",
          "--disable-background-networking",
          "--disable-breakpad",
          "--disable-client-side-phishing-detection",
          "--disable-component-extensions-with-background-pages",
          "--disable-component-update",
          "--disable-crash-reporter",
          "--disable-default-apps",
          "--disable-dev-shm-usage",
          "--disable-domain-reliability",
          "--disable-extensions",
          "--disable-field-trial-config",
          "--disable-gpu",
          "--disable-infobars",
          "--disable-notifications",
          "--disable-plugins",
          "--disable-prompt-on-repost",
          "--disable-search-engine-choice-screen",
          "--disable-sync",
          "--disable-site-isolation-trials",
          "--safebrowsing-disable-auto-update",
          "--metrics-recording-only",
          "--no-pings",
          "--no-service-autorun",
          "--password-store=basic",
          "--use-mock-keychain",
          "--mute-audio",
          "--lang=en-US",
          "--accept-lang=en-US,en",
          "--window-size=1280,900",
          // a check looks like a visitor
          "--disable-blink-features=AutomationControlled",
          "--js-flags=--max-old-space-size=512");

  private Switches() {}

  /// @param agent what it calls itself; empty for its own name
  static List<String> of(boolean sandboxed, boolean anyCertificate, String agent) {
    List<String> words = new ArrayList<>(FIXED);
    words.add("--disable-features=" + String.join(",", FEATURES_OFF));
    if (!sandboxed) {
      words.add("--no-sandbox");
    }
    if (anyCertificate) {
      words.add("--ignore-certificate-errors");
    }
    if (!agent.isEmpty()) {
      words.add("--user-agent=" + agent);
    }
    return words;
  }
}
