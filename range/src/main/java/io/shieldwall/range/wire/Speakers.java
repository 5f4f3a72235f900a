package io.shieldwall.range.wire;

import io.shieldwall.scenario.Content;

/// The speaker of each content; the one place where a new one is registered.
record Speakers(
    Speaker web, Speaker names, Speaker mail, Speaker shell, Speaker registers, Speaker banner) {

  Speakers(Certificates certificates, Speaker shell) {
    this(
        new WebSpeaker(certificates),
        new NameSpeaker(),
        new MailSpeaker(),
        shell,
        new RegisterSpeaker(),
        new BannerSpeaker());
  }

  Speaker of(Content content) {
    return switch (content) {
      case Content.Web _ -> web;
      case Content.Names _ -> names;
      case Content.Mail _ -> mail;
      case Content.Shell _ -> shell;
      case Content.Registers _ -> registers;
      case Content.Banner _ -> banner;
      case Content.Elsewhere _ ->
          throw new IllegalStateException("nobody speaks for a service of a real range");
    };
  }
}
