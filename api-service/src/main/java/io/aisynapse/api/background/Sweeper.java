package io.aisynapse.api.background;

import io.aisynapse.api.ApiSettings;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs every step at the configured interval: whatever a crash left half done is found by one of them. */
@Component
class Sweeper extends Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final List<SweepStep> steps;
    private final ApiSettings settings;

    Sweeper(List<SweepStep> steps, ApiSettings settings) {
        super("sweeper");
        this.steps = steps;
        this.settings = settings;
    }

    @Override
    protected void turn() throws InterruptedException {
        for (SweepStep step : steps) {
            try {
                step.sweep();
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("{} waits for the database: {}", step.getClass().getSimpleName(), e.getMessage());
            }
        }
        rest(settings.timing().sweepEvery());
    }
}
