package io.nightjar.notify;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Buttons of a card that cannot post back. They open the page with the question, at the answer that
 * was chosen; nothing is answered before the person presses it there, since chats, phones and
 * scanners follow links by themselves. Where one person alone reads the channel the page is behind
 * their own link, which is good once; for everybody else it asks who they are.
 */
final class LinkButtons {

  private LinkButtons() {}

  /** Addresses by label, in order. */
  static Map<String, URI> of(Letter letter) {
    Map<String, URI> buttons = new LinkedHashMap<>();
    URI page = letter.with().page();
    URI question = letter.ownLink() == null ? page : letter.ownLink();
    if (question != null && letter.notice().kind().asks()) {
      buttons.put("Approve…", question.resolve("#approve-" + letter.notice().responseId()));
      buttons.put("Deny…", question.resolve("#deny-" + letter.notice().responseId()));
    }
    if (page != null) {
      buttons.put("Look", page);
    }
    return buttons;
  }
}
