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
        AtomicInteger training = jobs.of("training");
        AtomicInteger ended = jobs.of("ended");
        for (int i = 0; i < RecentJobs.KEPT; i++) {
            jobs.of("job-" + i);
            assertSame(training, jobs.of("training"));
        }

        assertEquals(RecentJobs.KEPT, jobs.all().size());
        assertNotSame(ended, jobs.of("ended"));
    }
}
