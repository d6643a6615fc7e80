package io.nightjar.page.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.audit.AuditProofs;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.Hash;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.LeafSearch;
import io.nightjar.audit.ProofText;
import io.nightjar.http.AuditKeys;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Proofs to look at and to take away, with what verifies them far from this machine. */
public final class ProofPages implements PageRoutes {

  /** A proof reads a hash for each leaf of the log. */
  private static final int AT_A_TIME = 2;

  private final PageParts parts;
  private final Reads reads;
  private final Semaphore proving = new Semaphore(AT_A_TIME);

  public ProofPages(PageParts parts, Reads reads) {
    this.parts = parts;
    this.reads = reads;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/audit/leaves/{index}", Permission.VIEW, this::leaf),
        Route.get("/audit/leaves/{index}/proof", Permission.VIEW, this::leafProof),
        Route.get("/audit/consistency", Permission.VIEW, this::consistency),
        Route.get("/audit/consistency/proof", Permission.VIEW, this::consistencyProof),
        Route.get("/audit/checkpoints/{size}", Permission.VIEW, this::checkpoint),
        Route.get("/audit/key", Permission.VIEW, this::key),
        Route.get("/audit/keys", Permission.VIEW, this::keys));
  }

  /**
   * What the template knows of a leaf.
   *
   * @param json lines of the stored leaf, indented for people
   * @param steps the path from the leaf to the root, hex
   * @param chained whether the key was ever changed, so that a chain of keys is needed
   */
  record LeafModel(
      LeafView leaf,
      List<String> json,
      boolean holds,
      String leafHash,
      List<String> steps,
      String root,
      long size,
      long checkpoint,
      boolean chained) {}

  private Reply leaf(Call call) {
    InclusionProof proof = inclusion(call);
    byte[] leaf = proof.leaf().getBytes(StandardCharsets.UTF_8);
    LeafModel model =
        new LeafModel(
            LeafView.of(AuditRecord.parse(leaf), parts.times()),
            pretty(proof.leaf()).lines().toList(),
            proof.holds(),
            proof.leafHash().hex(),
            proof.path().stream().map(Hash::hex).toList(),
            proof.checkpoint().root().hex(),
            proof.checkpoint().size(),
            proof.checkpoint().number(),
            parts.backend().auditKeys().keys().size() > 1);
    String title = "Leaf " + proof.index();
    return parts.frame().show(call, new View("audit/leaf", title, Tab.AUDIT, model));
  }

  private static String pretty(String json) {
    try {
      return Json.MAPPER.readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      return json;
    }
  }

  private InclusionProof inclusion(Call call) {
    long index = number(call.variable("index"), "the index of a leaf");
    Optional<InclusionProof> proof =
        one(
            () -> {
              try {
                return parts.backend().proof(index);
              } catch (AuditProofs.SegmentAbsent e) {
                throw new Rejection(Problem.refused(String.valueOf(e.getMessage())));
              }
            });
    return proof.orElseThrow(
        () -> new Rejection(Problem.notFound("no checkpoint covers a leaf " + index)));
  }

  private <T> T one(Supplier<T> proof) {
    if (!proving.tryAcquire()) {
      throw new Rejection(Problem.busy("other proofs are being made; try again in a moment"));
    }
    try {
      return proof.get();
    } finally {
      proving.release();
    }
  }

  private static long number(String text, String what) {
    if (!text.matches("\\d{1,18}")) {
      throw new Rejection(Problem.badRequest(what + " is a whole number"));
    }
    return Long.parseLong(text);
  }

  private Reply leafProof(Call call) {
    InclusionProof proof = inclusion(call);
    return file("leaf-" + proof.index() + ".tlog-proof", ProofText.of(proof));
  }

  /**
   * What the template knows of two checkpoints.
   *
   * @param holds whether the older is the beginning of the newer
   * @param known whether two were compared
   * @param sizes of the newest checkpoints, to choose from
   */
  record ConsistencyModel(
      long from,
      long to,
      boolean known,
      boolean holds,
      String fromRoot,
      String toRoot,
      List<String> steps,
      boolean chained,
      List<Long> sizes,
      String problem) {}

  private Reply consistency(Call call) {
    List<Long> sizes =
        reads.read(connection -> LeafSearch.checkpoints(connection, 100)).stream()
            .map(Checkpoint::size)
            .toList();
    ConsistencyModel model =
        call.query("from") == null && call.query("to") == null
            ? asked(sizes, call, "")
            : compared(call, sizes);
    String title = "Two states of the log";
    return parts.frame().show(call, new View("audit/consistency", title, Tab.AUDIT, model));
  }

  private static String sentence(IndexOutOfBoundsException problem) {
    String words = String.valueOf(problem.getMessage());
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  private static ConsistencyModel asked(List<Long> sizes, Call call, String problem) {
    return new ConsistencyModel(
        call.number("from", sizes.isEmpty() ? 0 : sizes.getLast(), Long.MAX_VALUE),
        call.number("to", sizes.isEmpty() ? 0 : sizes.getFirst(), Long.MAX_VALUE),
        false,
        false,
        "",
        "",
        List.of(),
        false,
        sizes,
        problem);
  }

  private ConsistencyModel compared(Call call, List<Long> sizes) {
    try {
      ConsistencyProof proof = consistent(call);
      Optional<Checkpoint> older = stored(proof.from());
      return new ConsistencyModel(
          proof.from(),
          proof.checkpoint().size(),
          true,
          older.isPresent() && proof.holds(older.get().root()),
          older.map(each -> each.root().hex()).orElse(""),
          proof.checkpoint().root().hex(),
          proof.path().stream().map(Hash::hex).toList(),
          parts.backend().auditKeys().keys().size() > 1,
          sizes,
          older.isEmpty() ? "There is no checkpoint of " + proof.from() + " leaves." : "");
    } catch (IndexOutOfBoundsException e) {
      return asked(sizes, call, sentence(e));
    }
  }

  private ConsistencyProof consistent(Call call) {
    long from = number(call.query().getOrDefault("from", ""), "the size of the older log");
    String to = call.query().getOrDefault("to", "");
    long newer = to.isEmpty() ? -1 : number(to, "the size of the newer log");
    return one(() -> parts.backend().consistency(from, newer));
  }

  private Reply consistencyProof(Call call) {
    try {
      ConsistencyProof proof = consistent(call);
      String name = "consistency-" + proof.from() + "-" + proof.checkpoint().size() + ".txt";
      return file(name, ProofText.of(proof));
    } catch (IndexOutOfBoundsException e) {
      throw new Rejection(Problem.notFound(String.valueOf(e.getMessage())));
    }
  }

  private Optional<Checkpoint> stored(long size) {
    return reads.read(connection -> Optional.ofNullable(LeafSearch.checkpoint(connection, size)));
  }

  private Reply checkpoint(Call call) {
    long size = number(call.variable("size"), "the size of a checkpoint");
    Checkpoint found =
        stored(size)
            .orElseThrow(
                () -> new Rejection(Problem.notFound("no checkpoint has " + size + " leaves")));
    return file("checkpoint-" + size + ".txt", found.note());
  }

  private Reply key(Call call) {
    AuditKeys keys = parts.backend().auditKeys();
    if (keys.keys().isEmpty()) {
      throw new Rejection(Problem.notFound("the log has no key yet"));
    }
    return file("audit.pub", keys.keys().getFirst().key() + "\n");
  }

  private Reply keys(Call call) {
    byte[] body = Json.write(parts.backend().auditKeys()).getBytes(StandardCharsets.UTF_8);
    return new Reply.Content(200, "application/json", body, named("audit-keys.json"));
  }

  private static Reply file(String name, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return new Reply.Content(200, "text/plain; charset=utf-8", body, named(name));
  }

  private static Map<String, String> named(String file) {
    return Map.of("Content-Disposition", "attachment; filename=\"" + file + "\"");
  }
}
