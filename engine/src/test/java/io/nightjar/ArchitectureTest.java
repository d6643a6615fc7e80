package io.nightjar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, held by a machine. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.nightjar");

  @Test
  void seesTheClassesOfEveryModule() {
    assertThat(CLASSES.contain(io.nightjar.driver.EventView.class)).isTrue();
    assertThat(CLASSES.contain(io.nightjar.rules.RuleLoader.class)).isTrue();
    assertThat(CLASSES.contain(io.nightjar.actions.ActionRegistry.class)).isTrue();
    assertThat(CLASSES.contain(Nightjar.class)).isTrue();
  }

  @Test
  void nativeCodeStaysInTheDriver() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nightjar.driver..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jnr..", "com.kenai.jffi..")
            .because("a wrong pointer must have one place to be looked for");
    rule.check(CLASSES);
  }

  @Test
  void droolsStaysInTheSession() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nightjar.playbook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.drools..", "org.kie..")
            .because(
                "everything else sees facts in and requests out, and can be tested without it");
    rule.check(CLASSES);
  }

  @Test
  void quartzStaysBehindTimersAndCalendars() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.nightjar.respond.timer..", "io.nightjar.playbook.calendar..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.quartz..")
            .because("Quartz holds derived state only; the store is the truth");
    rule.check(CLASSES);
  }

  @Test
  void kafkaStaysInItsPackage() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("io.nightjar.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..")
            .because("one engine needs none, and what several share is said in one place");
    rule.check(CLASSES);
  }

  @Test
  void theClusterIsTouchedInFewPlaces() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.nightjar.actions..",
                "io.nightjar.practice..",
                "io.nightjar.cluster..",
                "io.nightjar.cli.attack..",
                "io.nightjar.cli.bench..",
                "io.nightjar.cli.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..")
            .because("what changes a cluster must be found in two guesses");
    rule.check(CLASSES);
  }

  @Test
  void anAgentStaysSmall() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("io.nightjar.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.nightjar.playbook..",
                "io.nightjar.gate..",
                "io.nightjar.respond..",
                "io.nightjar.notify..",
                "io.nightjar.cluster..",
                "io.fabric8..",
                "org.eclipse.jetty..",
                "org.sqlite..",
                "java.sql..")
            .because("every node pays for what its agent loads, and an engine decides elsewhere");
    rule.check(CLASSES);
  }

  @Test
  void decidingKnowsNothingOfActing() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.nightjar.playbook..", "io.nightjar.detect..", "io.nightjar.event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nightjar.gate..", "io.nightjar.store..", "io.nightjar.cli..")
            .because("a playbook only asks; the same session must run in a test and a back-test");
    rule.check(CLASSES);
  }

  @Test
  void timeIsAParameter() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages("io.nightjar.cli..", "io.nightjar.practice..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("production, test and back-test must be the same code under different clocks");
    rule.check(CLASSES);
  }
}
