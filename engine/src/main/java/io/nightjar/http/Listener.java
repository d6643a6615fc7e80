package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.TlsConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port of its own for some sections, beside that of the control API. Whether it may lie beyond
 * this machine is for those to say whose sections these are.
 *
 * @param setting what names the address in the configuration, such as {@code ingest.listen}
 * @param tls null for none
 * @param ending lets requests go that wait for something, when the server begins to stop
 */
public record Listener(
    String setting,
    ListenAddress address,
    @Nullable TlsConfig tls,
    LimitsConfig limits,
    List<Section> sections,
    Runnable ending) {

  public Listener {
    sections = List.copyOf(sections);
  }

  /** One whose requests wait for nothing. */
  public Listener(
      String setting,
      ListenAddress address,
      @Nullable TlsConfig tls,
      LimitsConfig limits,
      List<Section> sections) {
    this(setting, address, tls, limits, sections, () -> {});
  }
}
