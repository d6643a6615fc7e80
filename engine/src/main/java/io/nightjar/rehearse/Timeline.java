package io.nightjar.rehearse;

import io.nightjar.http.Html;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What would have been asked for over time, as bars of a drawing. */
final class Timeline {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 200;
  private static final int LEFT = 46;
  private static final int RIGHT = 10;
  private static final int TOP = 14;
  private static final int BOTTOM = 26;
  private static final int BARS_AT_MOST = 180;
  private static final List<Ruling> ORDER =
      List.of(Ruling.ALLOWED, Ruling.ASKED, Ruling.DENIED, Ruling.DRY_RUN, Ruling.JOINED);

  private final Instant from;
  private final long hoursOfBar;
  private final int bars;
  private final TreeMap<Integer, long[]> heights = new TreeMap<>();
  private final DateTimeFormatter day;
  private long highest = 1;

  /**
   * @param summary with a begin and an end
   */
  Timeline(Summary summary, ZoneId zone) {
    Instant begin = summary.from() == null ? Instant.EPOCH : summary.from();
    Instant end = summary.to() == null ? begin : summary.to();
    from = begin.truncatedTo(ChronoUnit.HOURS);
    long hours = Math.max(1, Duration.between(from, end).toHours() + 1);
    hoursOfBar = (hours + BARS_AT_MOST - 1) / BARS_AT_MOST;
    bars = Math.toIntExact((hours + hoursOfBar - 1) / hoursOfBar);
    day = DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ROOT).withZone(zone);
    for (Summary.Hour hour : summary.hours()) {
      add(hour);
    }
  }

  private void add(Summary.Hour hour) {
    long bar = Duration.between(from, hour.at()).toHours() / hoursOfBar;
    long[] height =
        heights.computeIfAbsent(Math.clamp(bar, 0, bars - 1), fresh -> new long[ORDER.size()]);
    long sum = 0;
    for (int i = 0; i < height.length; i++) {
      height[i] += hour.rulings().of(ORDER.get(i));
      sum += height[i];
    }
    highest = Math.max(highest, sum);
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\" role=\"img\" aria-label=\"Requests over time\">\n");
    grid(svg);
    double step = (double) (WIDTH - LEFT - RIGHT) / bars;
    heights.forEach((bar, height) -> bar(svg, LEFT + bar * step, step, height, at(bar)));
    axis(svg, step);
    return svg.append("</svg>\n").toString();
  }

  private String at(int bar) {
    return day.format(from.plus(Duration.ofHours(bar * hoursOfBar)));
  }

  private void grid(StringBuilder svg) {
    for (int part = 0; part <= 2; part += highest == 1 ? 2 : 1) {
      double y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - part / 2.0);
      long value = Math.round(highest * part / 2.0);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,d</text>%n",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 6,
              y + 4,
              value));
    }
  }

  private void bar(StringBuilder svg, double x, double step, long[] height, String at) {
    double y = HEIGHT - BOTTOM;
    double unit = (double) (HEIGHT - TOP - BOTTOM) / highest;
    for (int i = 0; i < height.length; i++) {
      if (height[i] == 0) {
        continue;
      }
      double tall = height[i] * unit;
      y -= tall;
      String kind = ORDER.get(i).words();
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                  + "<title>%s: %,d %s</title></rect>%n",
              kind,
              x,
              y,
              Math.max(1, step - 1),
              Math.max(1, tall),
              Html.text(at),
              height[i],
              kind));
    }
  }

  private void axis(StringBuilder svg, double step) {
    int marks = Math.min(6, bars);
    for (int mark = 0; mark < marks; mark++) {
      int bar = mark * bars / marks;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
              LEFT + bar * step,
              HEIGHT - 8,
              Html.text(at(bar))));
    }
  }
}
