package io.shieldwall.scenario;

/// Addresses of the first team, to check templates with.
final class AddressTemplates {

  private AddressTemplates() {}

  static String first(String template) {
    return template.replace("{n}", "1");
  }
}
