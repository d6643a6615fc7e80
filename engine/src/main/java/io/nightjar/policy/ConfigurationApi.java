package io.nightjar.policy;

import io.nightjar.config.Configuration;
import io.nightjar.config.ShownSetting;
import io.nightjar.http.About;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import java.util.List;
import java.util.function.Supplier;

/** The configuration that is in force, for people who run Nightjar; never a secret. */
public final class ConfigurationApi {

  private final Supplier<Configuration> inForce;

  public ConfigurationApi(Supplier<Configuration> inForce) {
    this.inForce = inForce;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
                "/configuration",
                Permission.OPERATE,
                call -> Reply.ok(ShownSetting.of(inForce.get())))
            .saying(
                About.list(
                    "engine", "The configuration in force, without secrets", ShownSetting.class)));
  }
}
