package io.nightjar.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is inside, in CycloneDX: the libraries as Maven resolved them, and what Maven does not know
 * of. A jar that is shipped and not in it is an error.
 */
final class BillOfMaterials {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String LICENSES = "licenses";

  private final ObjectNode document;

  private BillOfMaterials(ObjectNode document) {
    this.document = document;
  }

  /** As the build has written it. */
  static BillOfMaterials of(Path file) throws IOException {
    if (!(JSON.readTree(file.toFile()) instanceof ObjectNode object)) {
      throw new IOException(file + " is no bill of materials");
    }
    return new BillOfMaterials(object);
  }

  BillOfMaterials addRuntime(String version) {
    add("platform", "openjdk", version, "GPL-2.0-with-classpath-exception", "pkg:generic/openjdk@");
    return this;
  }

  BillOfMaterials addPackage(DebianBase.Installed installed, Architecture architecture) {
    ObjectNode component =
        add("library", installed.name(), installed.version(), null, "pkg:deb/debian/");
    component.put(
        "purl",
        "pkg:deb/debian/%s@%s?arch=%s"
            .formatted(
                installed.name(),
                installed.version().replace(":", "%3A").replace("+", "%2B"),
                architecture.debianName()));
    return this;
  }

  private ObjectNode add(
      String type,
      String name,
      String version,
      @org.jspecify.annotations.Nullable String license,
      String purl) {
    ObjectNode component = document.withArray("components").addObject();
    component.put("type", type).put("bom-ref", name + "@" + version).put("name", name);
    component.put("version", version);
    if (license != null) {
      component.putArray(LICENSES).addObject().putObject("license").put("id", license);
    }
    component.put("purl", purl + version);
    return component;
  }

  /** Every jar but our own has to be in it, by its hash. */
  BillOfMaterials covering(Path lib) throws IOException {
    Set<String> known = new HashSet<>();
    for (JsonNode hash : document.findValues("hashes")) {
      hash.forEach(each -> known.add(each.path("content").asText()));
    }
    for (Path jar : Folders.files(lib)) {
      boolean ours = jar.getFileName().toString().startsWith("nightjar-");
      if (!ours && !known.contains(HexFormat.of().formatHex(Stamp.sha256(jar)))) {
        throw new IOException("the bill of materials does not name " + jar.getFileName());
      }
    }
    return this;
  }

  /** A line for each component: name, version, licences; for people. */
  String licences() {
    Set<String> lines = new TreeSet<>();
    for (JsonNode component : document.path("components")) {
      List<String> licences = new ArrayList<>();
      for (JsonNode each : component.path(LICENSES)) {
        JsonNode license = each.path("license");
        licences.add(
            license
                .path("id")
                .asText(license.path("name").asText(each.path("expression").asText())));
      }
      lines.add(
          "%s %s: %s"
              .formatted(
                  component.path("name").asText(),
                  component.path("version").asText(),
                  licences.isEmpty()
                      ? "see its copyright file in /usr/share/doc"
                      : String.join(" or ", licences)));
    }
    return String.join("\n", lines) + "\n";
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(document) + "\n");
  }
}
