package io.nightjar.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/**
 * The templates of the pages; whatever they print is escaped by {@link Shown}. Thread safe.
 *
 * <p>A template is code of this project and never comes from outside; a name in it that nothing
 * defines is an error.
 */
final class Templates {

  static final String FOLDER = "io/nightjar/page";

  private final PebbleEngine engine;

  Templates() {
    ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
    loader.setPrefix(FOLDER);
    loader.setSuffix(".peb");
    engine =
        new PebbleEngine.Builder()
            .loader(loader)
            .strictVariables(true)
            .autoEscaping(true)
            .addEscapingStrategy(Shown.NAME, new Shown())
            .defaultEscapingStrategy(Shown.NAME)
            .defaultLocale(Locale.ROOT)
            .build();
  }

  /**
   * @param name without folder and suffix
   */
  String render(String name, Map<String, Object> model) {
    StringWriter page = new StringWriter(8_192);
    try {
      engine.getTemplate(name).evaluate(page, model);
    } catch (PebbleException e) {
      throw new IllegalStateException("template " + name + " is broken", e);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory is always written", e);
    }
    return page.toString();
  }
}
