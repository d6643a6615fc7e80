package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.util.ArrayList;
import java.util.List;

/**
 * The global {@code respond} of every playbook, the only thing that a consequence can touch. It
 * collects what is asked and does nothing: the same session in a test, in a back-test and in
 * production gives the same answers.
 */
public final class Respond {
  private final List<Asking> askings = new ArrayList<>();
  private final List<Page> pages = new ArrayList<>();

  /** Wants a group to be told; not yet a notice. */
  record Page(Record about, String group, String text) {}

  Respond() {}

  public Asking to(Detection detection) {
    return ask(detection);
  }

  public Asking to(ResponseUpdate update) {
    return ask(update);
  }

  public Asking to(ApprovalUnanswered unanswered) {
    return ask(unanswered);
  }

  public void page(Detection about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  public void page(ResponseUpdate about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  public void page(ApprovalUnanswered about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  public Asking to(ApprovalAnswer answer) {
    return ask(answer);
  }

  public Asking to(Incident incident) {
    return ask(incident);
  }

  public void page(ApprovalAnswer about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  public void page(Incident about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  public void page(CalendarOpened about, String group, String text) {
    pages.add(new Page(about, group, text));
  }

  private Asking ask(Record about) {
    Asking asking = new Asking(about);
    askings.add(asking);
    return asking;
  }

  List<Asking> askings() {
    return askings;
  }

  List<Page> pages() {
    return pages;
  }

  void clear() {
    askings.clear();
    pages.clear();
  }
}
