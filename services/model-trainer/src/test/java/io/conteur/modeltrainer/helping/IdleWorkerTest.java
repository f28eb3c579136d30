package io.conteur.modeltrainer.helping;

import static org.awaitility.Awaitility.await;

import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IdleWorkerTest {
    private final JobControl control = new JobControl(System::nanoTime, Duration.ZERO);

    @Test
    void whateverAJobFailsWithTheNextIsHelped() {
        Failures failures =
                new Failures(
                        new ArrayDeque<>(
                                List.of(
                                        new OutOfMemoryError("heap"),
                                        new StackOverflowError(),
                                        new IllegalStateException())));

        try (IdleWorker worker = new IdleWorker(List.of(failures), control)) {
            worker.start();
            await().until(
                            () -> {
                                worker.resume(); // It does not pause after a failure then.
                                return failures.helped.getCount() == 0;
                            });
        }
    }

    /** Helps after it has failed. */
    private record Failures(Queue<Throwable> left, CountDownLatch helped) implements Help {
        Failures(Queue<Throwable> left) {
            this(left, new CountDownLatch(1));
        }

        @Override
        public boolean wanted() {
            return helped.getCount() > 0;
        }

        @Override
        public void help() throws IOException {
            Throwable failure = left.poll();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            helped.countDown();
        }
    }
}
