package io.nightjar.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What one key of the configuration means; the reference in the documentation is made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** One sentence for the reference. */
  String value();

  /** The key in the file where Java reserves the word; otherwise the component's name. */
  String key() default "";

  /** What is taken where the key is absent and no default record says it, as YAML; or empty. */
  String absent() default "";

  /** Whether a running Nightjar takes a change of it up. */
  Reload reload() default Reload.AS_ITS_SECTION;
}
