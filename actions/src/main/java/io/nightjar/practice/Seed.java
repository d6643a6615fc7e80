package io.nightjar.practice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a practice cluster starts with: objects to apply one after the other. Before an object that
 * is there already is changed, the controllers come to rest: so a workload that is named twice has
 * two revisions in its history.
 *
 * @param objects with {@code metadata.namespace} where their type is namespaced
 */
public record Seed(List<ObjectNode> objects) {
  private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

  public Seed {
    objects = List.copyOf(objects);
  }

  /** The namespaces that every cluster has, and one node. */
  public static Seed bare(String nodeName) {
    return read("bare.yaml", nodeName);
  }

  /** A small shop with its payments, the cluster's own services and one careless toolbox. */
  public static Seed shop(String nodeName) {
    return bare(nodeName).then(read("shop.yaml", nodeName));
  }

  /** The host's name in the form of a node name. */
  public static String localNodeName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      return NODE_NAME.matcher(name).matches() ? name : "practice";
    } catch (UnknownHostException nameless) {
      return "practice";
    }
  }

  public Seed then(Seed next) {
    return new Seed(Stream.of(this, next).flatMap(s -> s.objects.stream()).toList());
  }

  /** Reads a stream of YAML documents. */
  public static Seed ofYaml(String yaml) {
    return new Seed(Yaml.parseAll(yaml));
  }

  private static Seed read(String resource, String nodeName) {
    if (!NODE_NAME.matcher(nodeName).matches()) {
      throw new IllegalArgumentException("not a node name: " + nodeName);
    }
    try (InputStream in = Seed.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the seed is not in the jar: " + resource);
      }
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return ofYaml(yaml.replace("{{node}}", nodeName));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
