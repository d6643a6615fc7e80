package io.nightjar.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.http.Caller;
import io.nightjar.http.Permission;
import io.nightjar.http.Role;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each role may on each page; a new page is tried without being named here. */
class PageRolesTest {

  /** What a form sends, and yet changes nothing. */
  private static final Set<List<String>> ONLY_LOOKS = Set.of(List.of("audit", "verify"));

  private static EngineServer server;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    server = new EngineServer();
    server.backend.add(SampleResponses.waiting());
  }

  @AfterAll
  static void stop() throws Exception {
    CLIENT.shutdownNow();
    server.close();
  }

  private static Caller with(Role role) {
    return Caller.of(
        "kim", Arrays.stream(Permission.values()).filter(role::may).toArray(Permission[]::new));
  }

  private static int status(Section section, Route route) throws Exception {
    String path =
        section.base()
            + (route.template().isEmpty() ? "" : "/" + String.join("/", route.template()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                server.url() + path.replaceAll("\\{[a-z]+}", SampleResponses.waiting().id())));
    if (route.method().equals("POST")) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString("a=b"));
    }
    HttpResponse<InputStream> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  private static boolean good(Role role, Route route, int status) {
    Permission permission = route.permission();
    if (permission != null && !role.may(permission)) {
      return status == 403;
    }
    return switch (role) {
      // a handler that asks by itself must ask where something changes
      case VIEWER ->
          !route.method().equals("POST")
              || ONLY_LOOKS.contains(route.template())
              || status == 403
              || status == 404;
      case APPROVER, AUTHOR -> status != 401;
      case OPERATOR -> status != 401 && status != 403;
    };
  }

  @Test
  void eachRoleReachesWhatItMayAndNothingElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Role role : Role.values()) {
      server.caller = with(role);
      for (Section section : server.sections) {
        for (Route route : section.routes()) {
          tried++;
          int status = status(section, route);
          if (!good(role, route, status)) {
            wrong.add(role + " " + route.method() + " " + route.template() + ": " + status);
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(100);
    assertThat(wrong).isEmpty();
  }
}
