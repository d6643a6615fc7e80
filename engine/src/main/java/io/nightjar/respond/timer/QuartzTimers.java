package io.nightjar.respond.timer;

import io.nightjar.respond.Timer;
import io.nightjar.respond.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers in a Quartz scheduler that lives in memory. Quartz goes by the system clock, Nightjar's
 * clock may be offset from it, so what is handed over is the remaining time.
 */
public final class QuartzTimers implements Timers {

  private static final Logger LOG = LoggerFactory.getLogger(QuartzTimers.class);
  private static final String TIMER = "timer";
  private static final JobKey JOB = JobKey.jobKey("timer-due");

  /** The clock that Quartz compares with. */
  private static final InstantSource QUARTZ_CLOCK = InstantSource.system();

  private final Scheduler scheduler;
  private final InstantSource clock;

  /**
   * @param wake called on a Quartz thread, at or after the due time
   */
  public QuartzTimers(InstantSource clock, Consumer<Timer> wake) {
    this.clock = clock;
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "nightjar-" + UUID.randomUUID());
    properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    try {
      scheduler = new StdSchedulerFactory(properties).getScheduler();
      scheduler.setJobFactory((bundle, unused) -> new WakeJob(wake));
      scheduler.addJob(JobBuilder.newJob(Job.class).withIdentity(JOB).storeDurably().build(), true);
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the timers cannot be started", e);
    }
  }

  @Override
  public void schedule(Timer timer) {
    Duration remaining = Duration.between(clock.instant(), timer.due());
    Instant at = QUARTZ_CLOCK.instant().plus(remaining.isNegative() ? Duration.ZERO : remaining);
    JobDataMap data = new JobDataMap();
    data.put(TIMER, timer);
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(key(timer.id()))
            .forJob(JOB)
            .usingJobData(data)
            // rounded up, because Quartz knows whole milliseconds and early is of no use
            .startAt(Date.from(at.plusMillis(1)))
            // late is better than never
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
            .build();
    try {
      if (scheduler.rescheduleJob(key(timer.id()), trigger) == null) {
        scheduler.scheduleJob(trigger);
      }
    } catch (SchedulerException e) {
      LOG.error("timer {} will only fire after a restart", timer, e);
    }
  }

  @Override
  public void cancel(long timerId) {
    try {
      scheduler.unscheduleJob(key(timerId));
    } catch (SchedulerException e) {
      LOG.warn("timer {} stays and will find nothing to do", timerId, e);
    }
  }

  private static TriggerKey key(long timerId) {
    return TriggerKey.triggerKey(Long.toString(timerId));
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      LOG.warn("the timers did not stop", e);
    }
  }

  /** Hands one due timer over. */
  private record WakeJob(Consumer<Timer> wake) implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      Timer timer = (Timer) Objects.requireNonNull(context.getMergedJobDataMap().get(TIMER));
      try {
        wake.accept(timer);
      } catch (RuntimeException e) {
        LOG.error("{} failed; it fires again at the next start", timer, e);
      }
    }
  }
}
