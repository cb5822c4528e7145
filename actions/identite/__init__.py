"""Identity: who is this customer, and up to which level may they be served?"""
