package io.nightjar.page;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.http.Call;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.incident.Incident;
import io.nightjar.incident.Subject;
import io.nightjar.page.Question.Named;
import io.nightjar.respond.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One detection with its processes, pod, workload and what was done there. */
final class DetectionPages implements PageRoutes {

  private static final int INCIDENTS_LOOKED_THROUGH = 200;
  private static final int DONE_BEFORE = 20;

  private final PageParts parts;
  private final ControlBackend backend;
  private final Rows rows;

  DetectionPages(PageParts parts) {
    this.parts = parts;
    this.backend = parts.backend();
    this.rows = new Rows(parts);
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/detections/{id}", Permission.VIEW, this::one));
  }

  /**
   * What the template of one knows.
   *
   * @param tree the processes, the eldest first and the one that did it last
   * @param incidents of the same workload, the latest first
   * @param responses what was done there, the latest first
   */
  record One(
      Rows.Row row,
      Moment at,
      List<String> tags,
      List<Node> tree,
      @Nullable ProcessRef process,
      List<Named> fields,
      List<Named> place,
      List<Named> labels,
      String subject,
      List<Rows.Row> incidents,
      List<Rows.Row> responses) {}

  /** One process of the tree. */
  record Node(String name, String detail, boolean last) {}

  private Reply one(Call call) {
    Detection detection = theOne(call);
    Subject subject = Subject.of(detection);
    List<Incident> incidents =
        backend.incidents(true, detection.namespace(), INCIDENTS_LOOKED_THROUGH).stream()
            .filter(incident -> incident.subject().equals(subject.key()))
            .toList();
    One page =
        new One(
            rows.row(detection),
            parts.times().exact(detection.time()),
            List.copyOf(detection.tags()),
            tree(detection.process()),
            detection.process(),
            named(detection.fields()),
            place(detection),
            named(detection.podLabels()),
            subject.name(),
            rows.incidents(incidents),
            rows.responses(done(incidents)));
    return parts.frame().show(call, new View("detection", detection.rule(), Tab.DETECTIONS, page));
  }

  private Detection theOne(Call call) {
    String id =
        call.theOne(
            "detection",
            prefix -> backend.detectionsOf(prefix).stream().map(Detection::id).toList());
    return backend.detectionsOf(id).stream()
        .filter(detection -> detection.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Rejection(Problem.notFound("no detection " + id)));
  }

  private List<Response> done(List<Incident> incidents) {
    return incidents.stream()
        .flatMap(incident -> backend.incident(incident.id()).stream())
        .flatMap(story -> story.responses().stream())
        .distinct()
        .sorted(Comparator.comparing(Response::updatedAt).reversed())
        .limit(DONE_BEFORE)
        .toList();
  }

  private static List<Node> tree(@Nullable ProcessRef process) {
    if (process == null) {
      return List.of();
    }
    List<Node> tree = new ArrayList<>();
    process.ancestors().reversed().forEach(name -> tree.add(new Node(name, "", false)));
    tree.add(
        new Node(
            process.name(),
            "pid " + process.pid() + ", user " + process.uid() + ", " + process.exePath(),
            true));
    return tree;
  }

  private static List<Named> named(Map<String, ?> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(each -> new Named(each.getKey(), String.valueOf(each.getValue())))
            .toList();
  }

  private static List<Named> place(Detection detection) {
    List<Named> place = new ArrayList<>();
    place.add(
        new Named("Workload", detection.workload() == null ? "" : detection.workload().describe()));
    place.add(new Named("Pod", detection.podName()));
    place.add(new Named("Namespace", detection.namespace()));
    place.add(new Named("Container", detection.containerName()));
    place.add(new Named("Image", detection.image()));
    place.add(new Named("Privileged", detection.privileged() ? "yes" : ""));
    place.add(new Named("Node", detection.node()));
    place.add(new Named("Container id", detection.containerId()));
    place.add(new Named("Pod's UID", detection.podUid()));
    place.add(new Named("Writes to", String.join(", ", detection.writtenDirectories())));
    place.removeIf(each -> each.text().isEmpty());
    return place;
  }
}
