package io.nightjar;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.CheckpointSigner;
import io.nightjar.cli.RunOptions;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.cluster.TargetFinder;
import io.nightjar.config.Configuration;
import io.nightjar.fleet.Fleet;
import io.nightjar.fleet.FleetApi;
import io.nightjar.gate.Gate;
import io.nightjar.gate.KillSwitch;
import io.nightjar.http.AnswerLinks;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.KeptAnswers;
import io.nightjar.http.Refusals;
import io.nightjar.http.Section;
import io.nightjar.http.Served;
import io.nightjar.http.StoredFacts;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.node.NodeParts;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.NoticesApi;
import io.nightjar.page.playbooks.PolicyNow;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.ConfigurationApi;
import io.nightjar.policy.Reloading;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.search.StoredSearch;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What people and programs reach Nightjar by: the API, the pages, and the server of both. */
final class ControlRoom implements AutoCloseable {

  /** What it shows and works on; nothing of it is closed with it. */
  record Parts(
      RunOptions options,
      Path state,
      Database database,
      AuditKeeping keeping,
      ClusterConnection cluster,
      ActionRegistry registry,
      Map<String, ActionDescriptor> actions,
      Gate gate,
      ResponseDesk desk,
      Decider session,
      Pipeline pipeline,
      NodeSensor sensor,
      Reloading reloading,
      Calendars calendars,
      KillSwitch killSwitch,
      NoticeDelivery notices,
      EventFeed feed,
      Refusals refusals,
      ObserveWiring observe,
      Ingestion ingestion,
      SignInParts signIn,
      StatusReport status,
      Fleet fleet,
      SensorSurroundings surroundings) {}

  private final Parts parts;
  private final AnswerLinks links;
  private final Closing closing = new Closing();
  private final ControlServer server;

  private ControlRoom(Parts parts) throws IOException {
    this.parts = parts;
    this.links =
        AnswerLinks.open(
            parts.state(),
            parts.actions(),
            configuration().http().publicUrl(),
            parts.options().clock());
    try {
      server = closing.add(serve());
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  /**
   * Opens the doors.
   *
   * @throws IOException when it cannot listen where it should
   */
  static ControlRoom open(Parts parts) throws IOException {
    return new ControlRoom(parts);
  }

  private Configuration configuration() {
    return parts.options().configuration();
  }

  private ControlServer serve() throws IOException {
    EngineBackend backend = backend();
    Served served =
        Served.of(backend, parts.feed(), links)
            .with(parts.refusals())
            .with(resources())
            .with(KeptAnswers.of(parts.database(), parts.state(), parts.options().clock()))
            .with(parts.signIn().desk())
            .with(pages(backend))
            .with(parts.notices().sections(parts.desk()));
    return ControlServer.start(
        configuration().http(),
        parts.state(),
        parts
            .observe()
            .served(
                FleetWiring.into(
                    parts.ingestion().into(served),
                    parts.fleet(),
                    parts.options(),
                    parts.cluster(),
                    parts.pipeline(),
                    parts.surroundings()),
                parts.status(),
                parts.sensor(),
                parts.session(),
                parts.pipeline()));
  }

  private EngineBackend backend() throws IOException {
    Database database = parts.database();
    return new EngineBackend(
        new StoredFacts(database),
        new StoredSearch(database),
        CheckpointSigner.open(parts.state()).firstKey(),
        parts.state().resolve(AuditLog.HEAD_FILE),
        parts.keeping(),
        parts.desk(),
        new HandRequests(
            parts.actions(),
            new TargetFinder(parts.cluster().client())::find,
            parts.desk()::request,
            parts.options().clock()),
        new IncidentDesk(
            database, parts.options().clock(), StoredIncidents.tell(parts.pipeline()::said)),
        parts.killSwitch(),
        parts.status()::now,
        parts.reloading()::reload,
        Stream.of(
                new NoticesApi(parts.notices().outbox(), database).routes(),
                new FleetApi(parts.fleet()).routes(),
                new ConfigurationApi(parts.reloading()::configuration).routes())
            .flatMap(List::stream)
            .toList());
  }

  private List<Section> pages(EngineBackend backend) {
    WebPages pages =
        closing.add(
            new WebPages(
                backend,
                parts.feed(),
                links,
                parts.registry().byId(),
                parts.gate(),
                parts.options().around().zone(),
                new EnginePages.Engine(
                    parts.database(),
                    parts.state(),
                    this::now,
                    parts.calendars(),
                    new GivenUpNotices(parts.database(), parts.notices().outbox()),
                    parts.fleet()::views,
                    parts.options().clock()),
                parts.signIn().desk()));
    return pages.sections();
  }

  private EngineResources resources() {
    return new EngineResources(
        this::now,
        parts.database(),
        parts.calendars(),
        parts.actions().values(),
        NodeParts.evidenceFolder(configuration().evidence(), parts.state()),
        parts.options().clock());
  }

  private PolicyNow now() {
    Configuration inForce = parts.reloading().configuration();
    return new PolicyNow(
        inForce,
        parts.reloading().inForce().playbooks(),
        inForce.calendarSpecs(parts.options().around().zone()),
        parts.session().takenOut());
  }

  /** Links by which whoever has one answers a question once. */
  AnswerLinks links() {
    return links;
  }

  ControlServer server() {
    return server;
  }

  /** Where the control API listens. */
  URI url() {
    return server.url();
  }

  /** An address of the pages that lets whoever has it sign in once. */
  Optional<URI> signInLink() {
    return parts.signIn().oneTimeLink(url());
  }

  /** How to sign in, as a line for a person who starts it; empty where there are no links. */
  Optional<String> invitation(boolean terminal) {
    if (!configuration().http().signIn().links()) {
      return Optional.empty();
    }
    return Optional.of(
        terminal
            ? signInLink().map(link -> link + " (once, within 10 minutes)").orElse("")
            : parts.options().hints().type("sign-in"));
  }

  @Override
  public void close() {
    closing.close();
  }
}
