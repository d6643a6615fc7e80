/** The Helm chart: what it renders, and the files that it computes permissions from. */
@org.jspecify.annotations.NullMarked
package io.nightjar.chart;
