"""Services the executive hands to its module: events, parameters, mail, images, modes."""
