package io.nightjar.page.audit;

import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.KeyChain;
import io.nightjar.audit.LeafFilter;
import io.nightjar.audit.LeafSearch;
import io.nightjar.audit.Segment;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.Address;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.PageTimes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.page.search.TimeField;
import io.nightjar.store.Reads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The list of leaves, and what is known of the log as a whole. */
public final class AuditPages implements PageRoutes {

  private static final int LEAVES = 50;
  private static final int CHECKPOINTS = 8;

  /** A short log is verified before the page is shown. */
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private static final List<String> FILTERS =
      List.of("kind", "actor", "response", "from", "to", "text");

  private final PageParts parts;
  private final Reads reads;
  private final AuditWatch watch;

  public AuditPages(PageParts parts, Reads reads, AuditWatch watch) {
    this.parts = parts;
    this.reads = reads;
    this.watch = watch;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/audit", Permission.VIEW, this::list),
        Route.post("/audit/verify", Permission.VIEW, this::verify));
  }

  /**
   * What the template knows.
   *
   * @param older address of the leaves before these; empty where there are none
   * @param exhausted whether the search ended before it had found enough
   */
  record Model(
      VerificationView verification,
      List<KeyView> keys,
      List<CheckpointView> checkpoints,
      List<SegmentView> segments,
      Map<String, String> given,
      boolean filtered,
      List<String> kinds,
      List<LeafView> leaves,
      String older,
      String newest,
      boolean exhausted,
      int lookedAt) {}

  /**
   * @param label name and id
   */
  record KeyView(String label, long fromCheckpoint) {}

  /** A signed state of the log. */
  record CheckpointView(long number, long size, String root) {}

  /** Leaves in a file. */
  record SegmentView(String range, String file) {}

  private Reply list(Call call) {
    watch.refresh();
    watch.await(PATIENCE);
    Map<String, String> given = given(call);
    LeafFilter filter = filter(given);
    long before = call.number("before", Long.MAX_VALUE, Long.MAX_VALUE);
    LeafSearch.Page page =
        reads.read(connection -> LeafSearch.page(connection, filter, before, LEAVES));
    PageTimes times = parts.times();
    AuditWatch.Known known = watch.known();
    boolean filtered = given.values().stream().anyMatch(value -> !value.isEmpty());
    Model model =
        new Model(
            VerificationView.of(known, times),
            keys(known.report()),
            checkpoints(),
            segments(),
            given,
            filtered,
            reads.read(LeafSearch::kinds),
            page.leaves().stream().map(leaf -> LeafView.of(leaf, times)).toList(),
            older(given, page.next()),
            before == Long.MAX_VALUE ? "" : Address.of("/audit", given),
            page.exhausted(),
            LeafSearch.LOOKED_AT);
    return parts.frame().show(call, new View("audit/list", "Audit log", Tab.AUDIT, model));
  }

  private static String older(Map<String, String> given, @Nullable Long next) {
    if (next == null) {
      return "";
    }
    Map<String, String> all = new TreeMap<>(given);
    all.put("before", String.valueOf(next));
    return Address.of("/audit", all);
  }

  private static Map<String, String> given(Call call) {
    Map<String, String> given = new TreeMap<>();
    FILTERS.forEach(name -> given.put(name, call.query().getOrDefault(name, "").strip()));
    return given;
  }

  private LeafFilter filter(Map<String, String> given) {
    return new LeafFilter(
        given.getOrDefault("kind", ""),
        given.getOrDefault("actor", ""),
        given.getOrDefault("response", ""),
        TimeField.parse("from", given.getOrDefault("from", ""), parts.times().zone()),
        TimeField.parse("to", given.getOrDefault("to", ""), parts.times().zone()),
        given.getOrDefault("text", ""));
  }

  private static List<KeyView> keys(@Nullable AuditReport report) {
    List<KeyChain.Link> links = report == null ? List.of() : report.keys();
    return links.stream()
        .map(link -> new KeyView(link.key().label(), link.fromCheckpoint()))
        .toList();
  }

  private List<CheckpointView> checkpoints() {
    List<Checkpoint> newest =
        reads.read(connection -> LeafSearch.checkpoints(connection, CHECKPOINTS));
    return newest.stream()
        .map(
            checkpoint ->
                new CheckpointView(checkpoint.number(), checkpoint.size(), checkpoint.root().hex()))
        .toList();
  }

  private List<SegmentView> segments() {
    List<Segment> all = reads.read(LeafSearch::segments);
    return all.stream().map(each -> new SegmentView(each.range(), each.file())).toList();
  }

  private Reply verify(Call call) {
    parts.frame().form(call);
    watch.verify(call.caller().name());
    watch.await(PATIENCE);
    return Reply.seeOther("/audit");
  }
}
