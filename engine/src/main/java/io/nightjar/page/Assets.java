package io.nightjar.page;

import io.nightjar.audit.Hash;
import io.nightjar.http.Caller;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The stylesheet, the script and the icon. Their addresses hold a hash of their content, so that a
 * browser may keep them for ever; nobody has to sign in for them.
 */
public final class Assets {

  static final String PATH = "/assets";

  private static final int HASH_LENGTH = 16;

  private final Asset style = Asset.read("page", "css", "text/css; charset=utf-8");
  private final Asset script = Asset.read("page", "js", "text/javascript; charset=utf-8");
  private final Asset icon = Asset.read("icon", "svg", "image/svg+xml");

  private static final class Asset {
    private final String name;
    private final String type;
    private final byte[] content;

    private Asset(String name, String type, byte[] content) {
      this.name = name;
      this.type = type;
      this.content = content;
    }

    static Asset read(String name, String suffix, String type) {
      String file = "/" + Templates.FOLDER + "/" + name + "." + suffix;
      try (InputStream in = Assets.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is missing");
        }
        byte[] content = in.readAllBytes();
        String hash = Hash.sha256(content).hex().substring(0, HASH_LENGTH);
        return new Asset(name + "." + hash + "." + suffix, type, content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String path() {
      return PATH + "/" + name;
    }
  }

  public String style() {
    return style.path();
  }

  public String script() {
    return script.path();
  }

  public String icon() {
    return icon.path();
  }

  Section section() {
    Route one = Route.get("/{name}", null, call -> serve(call.variable("name")));
    return Section.of(PATH, incoming -> Caller.NOBODY, 0, List.of(one));
  }

  private Reply serve(String name) {
    for (Asset asset : List.of(style, script, icon)) {
      if (asset.name.equals(name)) {
        Map<String, String> headers =
            Map.of("Cache-Control", "public, max-age=31536000, immutable");
        return new Reply.Content(200, asset.type, asset.content, headers);
      }
    }
    throw new Rejection(Problem.notFound("no such file"));
  }
}
