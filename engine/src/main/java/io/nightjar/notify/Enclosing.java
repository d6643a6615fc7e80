package io.nightjar.notify;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is put into a letter when it is sent, and never stored. Thread safe. */
public final class Enclosing {

  /** Knows the addresses by which people answer and look. */
  public interface Invitations {

    /** For everybody who may answer; nobody while nothing is asked. */
    Map<String, URI> all(String responseId);

    /** For one; empty where nothing is asked, or they may not answer. */
    Optional<URI> one(String responseId, String person);

    /** Where everybody who may sign in sees it; null where nothing serves it. */
    @Nullable URI page(String responseId);
  }

  private volatile @Nullable Invitations invitations;

  void invite(Invitations with) {
    invitations = with;
  }

  /**
   * A personal link goes to its person's own channel alone, or to a channel that hands them out.
   */
  Letter.Enclosed of(Delivery delivery, boolean all) {
    Invitations known = invitations;
    Notice notice = delivery.letter().notice();
    if (known == null || notice.responseId().isEmpty()) {
      return Letter.Enclosed.NOTHING;
    }
    Map<String, URI> links = new HashMap<>();
    if (notice.kind().asks() && all) {
      links.putAll(known.all(notice.responseId()));
    } else if (notice.kind().asks() && !delivery.person().isEmpty()) {
      known
          .one(notice.responseId(), delivery.person())
          .ifPresent(link -> links.put(delivery.person(), link));
    }
    return new Letter.Enclosed(links, known.page(notice.responseId()), "", "");
  }
}
