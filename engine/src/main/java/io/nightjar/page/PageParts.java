package io.nightjar.page;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.EventFeed;
import java.util.Map;

/**
 * What every page is made from.
 *
 * @param actions by id
 */
public record PageParts(
    ControlBackend backend,
    EventFeed feed,
    Map<String, ActionDescriptor> actions,
    PageTimes times,
    Previews previews,
    Assets assets,
    Frame frame) {

  public PageParts {
    actions = Map.copyOf(actions);
  }

  public static PageParts of(
      ControlBackend backend,
      EventFeed feed,
      Map<String, ActionDescriptor> actions,
      PageTimes times,
      Previews previews) {
    Assets assets = new Assets();
    Frame frame = new Frame(backend, feed, new Templates(), assets, times);
    return new PageParts(backend, feed, actions, times, previews, assets, frame);
  }
}
