package io.shieldwall.range.shell;

/// What `help` says.
final class HelpText {

  static final String TEXT =
      """
      Look
        status              the system, its services and actions under way
        services            services and whether they run
        logs [N]            the last N lines of the log (20)
        accounts            accounts of this system
        password ACCOUNT    the present password of an account
        actions             actions under way on this system
        report ACTION       what an action that has ended brought to light
        uptime, hostname
      Act (each takes exercise time and is recorded; one action at a time on a system)
        inspect             read the logs closely: finds intruders and changes
        passwd ACCOUNT      change a password; checks follow, other holders are shut out
        patch               install updates; services restart
        harden              correct the configuration and set limits; ends a flood
        stop SERVICE        close a service            (also: systemctl stop SERVICE)
        start SERVICE       start a service            (also: systemctl start SERVICE)
        isolate             cut this system off the network
        reconnect           put it back
        evict               remove an intruder and what keeps it here
        restore             bring data and services back from your backup
        revert              ask Green for the initial image; tells the price first
        cancel ACTION       call off an action under way
      Elsewhere
        on SYSTEM COMMAND   the same on another system of your team, such as one that is cut off
        exit
      """;

  private HelpText() {}
}
