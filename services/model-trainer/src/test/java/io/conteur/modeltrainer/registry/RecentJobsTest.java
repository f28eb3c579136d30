package io.conteur.modeltrainer.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentJobsTest {
    private final RecentJobs<AtomicInteger> jobs = new RecentJobs<>(AtomicInteger::new);

    @Test
    void keepsTheJobsThatWereAskedForLast() {
        AtomicInteger training = jobs.of(key("training"));
        AtomicInteger ended = jobs.of(key("ended"));
        for (int i = 0; i < RecentJobs.KEPT; i++) {
            jobs.of(key("job-" + i));
            assertSame(training, jobs.of(key("training")));
        }

        assertEquals(RecentJobs.KEPT, jobs.all().size());
        assertSame(training, jobs.all().get(0));
        assertNotSame(ended, jobs.of(key("ended")));
    }

    @Test
    void jobsOfTwoModelsMayHaveTheSameId() {
        assertNotSame(jobs.of(new JobKey("tales", "1")), jobs.of(new JobKey("poems", "1")));
    }

    private static JobKey key(String id) {
        return new JobKey("tales", id);
    }
}
