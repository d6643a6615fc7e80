package io.nightjar.playbook;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The class files that Drools generated from playbooks, not yet loaded.
 *
 * @param classes class files by binary name ({@code playbooks.x.Rules…})
 * @param models binary names of the classes that describe a playbook each
 */
record GeneratedClasses(SortedMap<String, byte[]> classes, List<String> models) {
  GeneratedClasses {
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    models = List.copyOf(models);
  }

  /** Defines these classes and no others; everything else comes from the engine's loader. */
  static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes, ClassLoader parent) {
      super(parent);
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
