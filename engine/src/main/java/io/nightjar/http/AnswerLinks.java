package io.nightjar.http;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.AnswerLink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answer links as people get them. Thread safe. */
public final class AnswerLinks {

  private final AnswerTokens tokens;
  private final Map<String, ActionDescriptor> actions;
  private final @Nullable URI publicUrl;
  private final InstantSource clock;
  private volatile @Nullable URI listening;

  private AnswerLinks(
      AnswerTokens tokens,
      Map<String, ActionDescriptor> actions,
      @Nullable URI publicUrl,
      InstantSource clock) {
    this.tokens = tokens;
    this.actions = Map.copyOf(actions);
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /**
   * @param state where the key lies
   * @param actions by id, to say what they do
   * @param publicUrl by which people reach the server; null where that is its own address
   */
  public static AnswerLinks open(
      Path state,
      Map<String, ActionDescriptor> actions,
      @Nullable URI publicUrl,
      InstantSource clock)
      throws IOException {
    return new AnswerLinks(AnswerTokens.open(state), actions, publicUrl, clock);
  }

  void listening(URI at) {
    listening = at;
  }

  /**
   * The address to give to the link's person, and to nobody else.
   *
   * @throws IllegalStateException while nothing serves it
   */
  public URI url(AnswerLink link) {
    URI base = publicUrl == null ? listening : publicUrl;
    if (base == null) {
      throw new IllegalStateException("nothing serves links yet");
    }
    String text = base.toString();
    String start = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return URI.create(start + AnswerHandler.PATH + "/" + tokens.seal(link));
  }

  /** Where they are served. */
  Section section(ControlBackend backend, Doorkeeper doorkeeper) {
    return new AnswerHandler(
            backend, tokens, new AnswerPage(actions), doorkeeper.hostsWith(publicUrl), clock)
        .section();
  }
}
