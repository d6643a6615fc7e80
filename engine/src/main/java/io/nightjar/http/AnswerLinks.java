package io.nightjar.http;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.AnswerLink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answer links as people get them. Thread safe. */
public final class AnswerLinks {

  private final AnswerTokens tokens;
  private final @Nullable URI publicUrl;
  private volatile AnswerView view;
  private volatile @Nullable URI listening;

  private AnswerLinks(
      AnswerTokens tokens,
      Map<String, ActionDescriptor> actions,
      @Nullable URI publicUrl,
      InstantSource clock) {
    this.tokens = tokens;
    this.publicUrl = publicUrl;
    this.view = new AnswerPage(actions, clock);
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
    return page(AnswerHandler.PATH + "/" + tokens.seal(link));
  }

  /** Shows them in another frame from now on. */
  public void showWith(AnswerView other) {
    view = other;
  }

  /**
   * The address of a page, for people.
   *
   * @param path begins with a slash, and is no secret
   * @throws IllegalStateException while nothing serves it
   */
  public URI page(String path) {
    URI base = publicUrl == null ? listening : publicUrl;
    if (base == null) {
      throw new IllegalStateException("nothing serves links yet");
    }
    String text = base.toString();
    String start = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return URI.create(start + path);
  }

  /**
   * Where they are served.
   *
   * @param hosts values of the Host header that are
   */
  Section section(ControlBackend backend, Set<String> hosts) {
    return new AnswerHandler(backend, tokens, () -> view, hosts).section();
  }
}
