package io.nightjar.cli.doctor;

import io.nightjar.config.OidcConfig;
import io.nightjar.config.SignInConfig;
import java.util.ArrayList;
import java.util.List;

/** In which ways people can sign in. */
record SignInExamination(SignInConfig config) implements Examination {

  private static final String SUBJECT = "sign-in";

  @Override
  public List<Line> look() {
    List<String> ways = new ArrayList<>();
    if (config.links()) {
      ways.add("links of nightjar sign-in");
    }
    if (config.kubernetes().enabled()) {
      ways.add("tokens of the cluster for " + config.kubernetes().audience());
    }
    OidcConfig oidc = config.oidc();
    if (oidc != null) {
      ways.add("OIDC by " + oidc.issuer());
    }
    if (ways.isEmpty()) {
      return List.of(
          Line.warn(SUBJECT, "no way is configured", "nobody can use the pages; see http.signIn"));
    }
    boolean nobody = oidc != null && oidc.roles().isEmpty() && config.roles().isEmpty();
    return List.of(
        nobody
            ? Line.warn(
                SUBJECT,
                String.join(", ", ways),
                "whoever comes by OIDC may do nothing: give roles under http.signIn.roles")
            : Line.ok(SUBJECT, String.join(", ", ways)));
  }
}
