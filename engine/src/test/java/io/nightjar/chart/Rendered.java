package io.nightjar.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the chart renders, as objects.
 *
 * @param text as Helm wrote it
 */
public record Rendered(String text, List<HasMetadata> objects) {

  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final KubernetesSerialization KUBERNETES =
      new KubernetesSerialization(new ObjectMapper(), true);

  static Rendered of(String text) {
    List<HasMetadata> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(YAML.createParser(text))) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!document.isEmpty()) {
          objects.add(KUBERNETES.unmarshal(document.toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Rendered(text, List.copyOf(objects));
  }

  <T> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return all(type).filter(one -> one.getMetadata().getName().equals(name)).findFirst();
  }

  public <T extends HasMetadata> T one(Class<T> type, String name) {
    return find(type, name)
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
  }

  /** Of the Deployment, the DaemonSet and the test. */
  List<PodSpec> pods() {
    return Stream.of(
            all(Deployment.class).map(each -> each.getSpec().getTemplate().getSpec()),
            all(DaemonSet.class).map(each -> each.getSpec().getTemplate().getSpec()),
            all(Pod.class).map(Pod::getSpec))
        .flatMap(pods -> pods)
        .toList();
  }

  /** Init containers among them. */
  List<Container> containers() {
    return pods().stream()
        .flatMap(
            pod -> Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
        .toList();
  }

  /** The file of a ConfigMap. */
  String file(String map, String key) {
    return Objects.requireNonNull(
        one(io.fabric8.kubernetes.api.model.ConfigMap.class, map).getData().get(key), key);
  }

  /** Fields that Kubernetes does not know, with where they stand. */
  List<String> unknownFields() {
    List<String> unknown = new ArrayList<>();
    objects.stream()
        .filter(one -> !(one instanceof GenericKubernetesResource))
        .forEach(one -> search(one, one.getKind() + " " + one.getMetadata().getName(), unknown));
    return unknown;
  }

  private static void search(@Nullable Object object, String path, List<String> unknown) {
    switch (object) {
      case Collection<?> list -> list.forEach(each -> search(each, path + "[]", unknown));
      case Map<?, ?> map -> map.forEach((key, value) -> search(value, path + "." + key, unknown));
      case KubernetesResource bean -> searchBean(bean, path, unknown);
      case null, default -> {}
    }
  }

  private static void searchBean(KubernetesResource bean, String path, List<String> unknown) {
    for (Method method : bean.getClass().getMethods()) {
      if (!method.getName().startsWith("get") || method.getParameterCount() > 0) {
        continue;
      }
      Object value = value(method, bean);
      if (method.getName().equals("getAdditionalProperties")) {
        assertThat(value).isInstanceOf(Map.class);
        ((Map<?, ?>) Objects.requireNonNull(value))
            .keySet()
            .forEach(key -> unknown.add(path + "." + key));
      } else if (value != null) {
        search(value, path + "." + method.getName().substring("get".length()), unknown);
      }
    }
  }

  private static @Nullable Object value(Method method, Object bean) {
    try {
      return method.invoke(bean);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
